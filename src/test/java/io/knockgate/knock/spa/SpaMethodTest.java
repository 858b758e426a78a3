package io.knockgate.knock.spa;

import static io.knockgate.knock.spa.Scene.ALICE;
import static io.knockgate.knock.spa.Scene.ALICE_AT;
import static io.knockgate.knock.spa.Scene.BOB;
import static io.knockgate.knock.spa.Scene.ELSEWHERE;
import static io.knockgate.knock.spa.Scene.NOW;
import static io.knockgate.knock.spa.Scene.RANDOM;
import static io.knockgate.knock.spa.Scene.STRANGER;
import static io.knockgate.knock.spa.Scene.knock;
import static io.knockgate.knock.spa.Scene.message;
import static io.knockgate.knock.spa.Scene.packet;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Ask;
import io.knockgate.knock.Admit;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Recognition.Complete;
import io.knockgate.knock.Recognition.Refused;
import io.knockgate.knock.Recognition.Unfinished;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import io.knockgate.packet.Payload;
import io.knockgate.replay.Mark;
import io.knockgate.ssh.SoftKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpaMethodTest {
  /// Made once: RSA's take seconds, and now more of them, now less.
  private static final List<SoftKey> KEYS =
      List.of(
          SoftKey.ed25519(),
          SoftKey.ecdsa(),
          SoftKey.fidoEd25519(),
          SoftKey.fidoEcdsa(),
          SoftKey.rsa(2048),
          SoftKey.rsa(4096));

  private final Scene scene = new Scene();

  private static Claim claim(Recognition heard) {
    assertThat(heard).isInstanceOf(Complete.class);
    return ((Complete) heard).claims().getFirst();
  }

  private static String reason(Recognition heard) {
    assertThat(heard).isInstanceOf(Refused.class);
    return ((Refused) heard).reason();
  }

  @Test
  void aKnockSaysAllOfItsClaim() {
    var id = KeyId.of(BOB.key());
    var ask = new Ask(Port.tcp(8443), Duration.ofMinutes(10));
    var said = new SpaMessage(NOW, id, true, ask, ALICE_AT, "web");
    assertThat(scene.method.consider(packet(knock(BOB, said))))
        .isInstanceOfSatisfying(
            Unfinished.class, it -> assertThat(it.source()).isEqualTo(ALICE_AT));
    assertThat(claim(new Scene().hear(knock(BOB, said))))
        .isEqualTo(
            new Claim(
                "spa",
                "bob",
                new Wish.Close("web"),
                ALICE_AT,
                ask,
                new Mark.Stamped(
                    "key " + id,
                    Long.toHexString(1_795_341_600_123_456L),
                    said.time(),
                    said.time().minus(Scene.SKEW)),
                ALICE_AT,
                BOB.key().fingerprint()));
    assertThat(id.toString()).hasSize(32);
  }

  static List<SoftKey> keys() {
    return KEYS;
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKindOfKeyKnocks(SoftKey key) {
    var scene = new Scene(Admit.SENDER, new SpaClient("carol", key.key(), Set.of("ssh")));
    var knock = knock(key, message(key, "a".repeat(64)));
    assertThat(knock.length).isBetween(SpaPacket.SHORTEST, SpaPacket.LONGEST);
    assertThat(claim(scene.hear(knock)).client()).isEqualTo("carol");
  }

  @Test
  void theOnlyActionNeedsNoName() {
    assertThat(claim(scene.hear(knock(ALICE, message(ALICE, "")))).wish())
        .isEqualTo(new Wish.Open("ssh"));
    assertThat(reason(scene.hear(knock(BOB, message(BOB, "")))))
        .isEqualTo("the knock names no action, and bob may have several: ssh, web");
  }

  @Test
  void whatAClientMayIsNotDecidedHere() {
    assertThat(claim(scene.hear(knock(ALICE, message(ALICE, "web")))).wish())
        .isEqualTo(new Wish.Open("web"));
  }

  @Test
  void anotherAddressIsAdmittedOnlyWhereThatIsWritten() {
    var said = new SpaMessage(NOW, KeyId.of(ALICE.key()), false, Ask.NOTHING, ELSEWHERE, "ssh");
    assertThat(reason(scene.hear(knock(ALICE, said)))).contains("admit: named");
    var claim = claim(new Scene(Admit.NAMED).hear(knock(ALICE, said)));
    assertThat(claim.source()).isEqualTo(ELSEWHERE);
    assertThat(claim.sender()).isEqualTo(ALICE_AT);
  }

  @Test
  void clocksMayDifferAsFarAsTheSkew() {
    for (var off : new Duration[] {Scene.SKEW, Scene.SKEW.negated(), Duration.ZERO}) {
      claim(scene.hear(knock(ALICE, message(ALICE, NOW.plus(off)))));
    }
    assertThat(reason(scene.hear(knock(ALICE, message(ALICE, NOW.minusSeconds(75))))))
        .isEqualTo(
            "the client's clock is 1m15s behind ours, which says 2026-11-22T10:00:00Z, or the knock"
                + " was held back, and `clock-skew` allows 1m");
    assertThat(reason(scene.hear(knock(ALICE, message(ALICE, NOW.plusSeconds(61))))))
        .isEqualTo(
            "the client's clock is 1m1s ahead of ours, which says 2026-11-22T10:00:00Z, and"
                + " `clock-skew` allows 1m");
    var never =
        new SpaMessage(Long.MAX_VALUE, KeyId.of(ALICE.key()), false, Ask.NOTHING, null, "ssh");
    assertThat(reason(scene.hear(knock(ALICE, never)))).contains("ahead");
  }

  @Test
  void aKnockIsHeardOnceWhoeverSendsItAgain() {
    var knock = knock(ALICE, message(ALICE, "ssh"));
    assertThat(scene.silently(knock)).isNull();
    assertThat(scene.silently(knock)).isEqualTo("seen");
    assertThat(scene.method.consider(packet(knock, ELSEWHERE, 5))).isEqualTo(Recognition.UNHEARD);
  }

  @Test
  void strangersAreCountedAndNotTold() {
    assertThat(scene.silently(knock(STRANGER, message(STRANGER, "ssh")))).isEqualTo("unknown-key");
    assertThat(scene.silently(knock(STRANGER, message(ALICE, "ssh")))).isEqualTo("signature");
    assertThat(scene.silently(knock(BOB, message(ALICE, "ssh")))).isEqualTo("signature");
  }

  @Test
  void theOperatorIsToldWhyInWords() {
    assertThat(scene.method.reasons().keySet()).isEqualTo(scene.method.refused().keySet());
    assertThat(scene.method.reasons())
        .containsEntry("unknown-key", "no client has the key that it names")
        .containsEntry("signature", "its signature is not of the key that it names");
  }

  @Test
  void aSignatureIsWorthNothingElsewhere() {
    var said = message(ALICE, "ssh");
    var gateway = Scene.GATEWAY.publicKey();
    var other = GatewayKeyPair.generate(RANDOM).publicKey();
    var forOther = ALICE.sign(said.sshSigned(other));
    assertThat(scene.silently(SpaPacket.seal(said, forOther, gateway, RANDOM)))
        .isEqualTo("signature");
    var asFile = ALICE.sign("file", said.signed(gateway));
    assertThat(scene.silently(SpaPacket.seal(said, asFile, gateway, RANDOM)))
        .isEqualTo("signature");
    var plain = ALICE.sign(said.signed(gateway));
    assertThat(scene.silently(SpaPacket.seal(said, plain, gateway, RANDOM))).isEqualTo("signature");
    var signed = ALICE.sign("knockgate", said.signed(gateway));
    assertThat(scene.silently(SpaPacket.seal(said, signed, other, RANDOM))).isEqualTo("doorbell");
    assertThat(scene.silently(Scene.rung(SpaPacket.seal(said, signed, other, RANDOM))))
        .isEqualTo("unopened");
    assertThat(scene.silently(SpaPacket.seal(said, signed, gateway, RANDOM))).isNull();
  }

  @Test
  void anUntouchedAuthenticatorProvesNobody() {
    var key = SoftKey.fidoEd25519(0);
    var scene = new Scene(Admit.SENDER, new SpaClient("carol", key.key(), Set.of("ssh")));
    assertThat(scene.silently(knock(key, message(key, "ssh")))).isEqualTo("signature");
  }

  @Test
  void otherPortsAreNotConsidered() {
    var knock = knock(ALICE, message(ALICE, "ssh"));
    var elsewhere =
        new Packet(
            ALICE_AT,
            ELSEWHERE,
            40000,
            Port.udp(62202),
            0,
            0,
            0,
            new Payload(knock, 0, knock.length));
    assertThat(scene.method.consider(elsewhere)).isEqualTo(Recognition.UNHEARD);
    assertThat(scene.method.refused().values()).containsOnly(0L);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, 48, 64, 192, 255, 257, 1217, 1280, 1472, 9000})
  void noOtherLengthIsLookedAt(int length) {
    assertThat(scene.silently(new byte[length])).isEqualTo("length");
  }

  @Test
  void aScreenTellsWhatCannotBeAKnock() {
    var screen = scene.method.screen();
    var knock = packet(knock(ALICE, message(ALICE, "ssh"))).payload();
    assertThat(screen.passes(knock.bytes(), knock.from(), knock.to())).isTrue();
    assertThat(screen.passes(knock.bytes(), knock.from(), knock.to())).as("again").isFalse();
    var another = scene.method.screen();
    assertThat(another.passes(knock.bytes(), knock.from(), knock.to())).isTrue();
    knock.bytes()[knock.from()] ^= 1;
    assertThat(screen.passes(knock.bytes(), knock.from(), knock.to())).isFalse();
    assertThat(screen.passes(knock.bytes(), knock.from() + 1, knock.to())).isFalse();
    assertThat(scene.method.refused())
        .containsEntry("doorbell", 1L)
        .containsEntry("length", 1L)
        .containsEntry("seen", 1L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::"})
  void anAddressOfNobodyStandsForThePacketsSource(String nobody) throws BadValue {
    var said =
        new SpaMessage(
            NOW, KeyId.of(ALICE.key()), false, Ask.NOTHING, Address.parse(nobody), "ssh");
    assertThat(claim(scene.hear(knock(ALICE, said))).source()).isEqualTo(ALICE_AT);
  }

  @Test
  void aRehearsalLeavesNothingBehind() {
    scene.method.rehearse();
    assertThat(scene.method.refused().values()).containsOnly(0L);
    claim(scene.hear(knock(ALICE, message(ALICE, "ssh"))));
  }
}
