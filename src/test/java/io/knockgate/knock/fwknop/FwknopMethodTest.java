package io.knockgate.knock.fwknop;

import static io.knockgate.knock.fwknop.Scene.ACTIONS;
import static io.knockgate.knock.fwknop.Scene.ALICE;
import static io.knockgate.knock.fwknop.Scene.CLIENT;
import static io.knockgate.knock.fwknop.Scene.MAX_AGE;
import static io.knockgate.knock.fwknop.Scene.NOON;
import static io.knockgate.knock.fwknop.Scene.OTHER;
import static io.knockgate.knock.fwknop.Scene.key;
import static io.knockgate.knock.fwknop.Scene.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.action.Ask;
import io.knockgate.knock.Admit;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Recognition.Complete;
import io.knockgate.knock.Recognition.Refused;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import io.knockgate.replay.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FwknopMethodTest {
  private final Scene scene = new Scene(ALICE);

  private static List<Claim> claims(Recognition recognition) {
    assertThat(recognition).isInstanceOf(Complete.class);
    return recognition instanceof Complete(var claims) ? claims : List.of();
  }

  private static String reason(Recognition recognition) {
    return recognition instanceof Refused(_, var reason) ? reason : "not refused: " + recognition;
  }

  @Test
  void aPacketIsWhatItAsksForByItsClientOnce() {
    var recognition =
        scene.send(
            scene.packet(
                scene.message(FwknopMessage.SENDER, Duration.ofMinutes(30), "tcp/22"), ALICE));
    var claim = claims(recognition).getFirst();
    assertThat(claim.mark()).isInstanceOf(Mark.Stamped.class);
    assertThat(claim)
        .isEqualTo(
            new Claim(
                "phones",
                "alice",
                new Wish.Open("open-ssh"),
                CLIENT,
                new Ask(Port.tcp(22), Duration.ofMinutes(30)),
                claim.mark(),
                CLIENT,
                "fwknop"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tcp/22                      | open-ssh",
        "udp/1194                    | open-vpn",
        "tcp/22 udp/1194             | open-ssh open-vpn",
        "udp/1194 tcp/22 udp/1194    | open-vpn open-ssh",
        "tcp/80 tcp/443 tcp/22       | open-web open-ssh",
        "nat 10.20.0.5,22            | ssh-to-nas",
        "udp/53 nat 10.20.0.5,22     | ssh-to-nas",
        "tcp/2222 nat 10.20.0.5,22   | ssh-to-nas-2222",
        "nat nas.lan,22              | ssh-to-nas",
        "local-nat 22                | ssh-elsewhere",
        "tcp/40000 local-nat 22      | ssh-elsewhere",
        "udp/40000 local-nat 22      | ssh-by-udp",
        "command backup              | backup-nas",
      })
  void itStandsForTheActionsThatAreWrittenForIt(String wants, String actions) {
    var claims = claims(scene.send(scene.packet(split(wants))));
    assertThat(claims)
        .extracting(claim -> claim.wish().action())
        .containsExactly(actions.split(" ", -1));
    assertThat(claims).extracting(Claim::mark).containsOnly(claims.getFirst().mark());
  }

  /// Several ports are several; the other kinds stand alone.
  private static String[] split(String wants) {
    return wants.contains("nat") || wants.contains("command")
        ? new String[] {wants}
        : wants.split(" ", -1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tcp/25                      | tcp/25",
        "udp/22                      | udp/22",
        "tcp/22 tcp/25               | tcp/25",
        "nat 10.20.0.6,22            | tcp/22 nat 10.20.0.6,22",
        "nat 10.20.0.5,23            | tcp/23 nat 10.20.0.5,23",
        "nat NAS.lan,22              | tcp/22 nat NAS.lan,22",
        "local-nat 23                | tcp/23 local-nat 23",
        "command backup x            | command backup x",
        "command Backup              | command Backup",
      })
  void nothingIsGrantedOfWhatStandsForNoActionInPart(String wants, String unknown) {
    assertThat(reason(scene.send(scene.packet(split(wants)))))
        .isEqualTo("it asks for %s, which no action of knock phones stands for", unknown);
  }

  @Test
  void anActionThatStandsForSeveralPortsIsNotToldOneOfThem() {
    var web = claims(scene.send(scene.packet("tcp/80", "tcp/443")));
    assertThat(web).extracting(Claim::ask).containsExactly(Ask.NOTHING);
    var one = claims(scene.send(scene.packet("tcp/443", "tcp/443")));
    assertThat(one).extracting(Claim::ask).containsExactly(new Ask(Port.tcp(443), null));
  }

  @Test
  void aPacketIsForItsSourceUnlessOthersMayBeNamed() {
    var named = new Scene(Admit.NAMED, ACTIONS, List.of(ALICE));
    var v6 = Address.v6(0x2001_0db8_0000_0000L, 9);
    var other = scene.message(OTHER, null, "tcp/22");
    assertThat(reason(scene.send(scene.packet(other, ALICE))))
        .isEqualTo(
            "it names 203.0.113.10 and came from 203.0.113.7; `admit: named` would allow that");
    assertThat(reason(scene.send(v6, scene.packet(other, ALICE)))).startsWith("it names 203.");
    var claim = claims(named.send(named.packet(other, ALICE))).getFirst();
    assertThat(claim.source()).isEqualTo(OTHER);
    assertThat(claim.sender()).isEqualTo(CLIENT);
    assertThat(claims(scene.send(OTHER, scene.packet(other, ALICE)))).hasSize(1);
    assertThat(claims(scene.send(v6, scene.packet("tcp/22"))).getFirst().source()).isEqualTo(v6);
  }

  @ParameterizedTest
  @ValueSource(longs = {-120, -119, 0, 119, 120})
  void aClockMayBeOff(long seconds) {
    var message = scene.message(NOON.plusSeconds(seconds), FwknopMessage.SENDER, null, "tcp/22");
    assertThat(claims(scene.send(scene.packet(message, ALICE)))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "-121, 2m1s behind",
    "121, 2m1s ahead of",
    "-86400, 1d behind",
    "-1772366400, 20513d12h behind",
    "31536000000, 365000d ahead of"
  })
  void butNotByMore(long seconds, String off) {
    var message = scene.message(NOON.plusSeconds(seconds), FwknopMessage.SENDER, null, "tcp/22");
    assertThat(reason(scene.send(scene.packet(message, ALICE))))
        .isEqualTo(
            "its time is %s ours, which says %s, more than 2m: is one of the clocks wrong, or is it sent again by a stranger?",
            off, NOON);
  }

  @Test
  void aFractionOfASecondCounts() {
    scene.at(NOON.plusMillis(500));
    var message = scene.message(NOON.minus(MAX_AGE), FwknopMessage.SENDER, null, "tcp/22");
    assertThat(reason(scene.send(scene.packet(message, ALICE)))).contains("2m behind");
  }

  @Test
  void aPacketThatCameBeforeIsNotToldAgain() {
    var packet = scene.packet("tcp/22");
    assertThat(claims(scene.send(packet))).hasSize(1);
    assertThat(scene.send(packet)).isSameAs(Recognition.UNHEARD);
    assertThat(scene.send(OTHER, packet)).isSameAs(Recognition.UNHEARD);
    scene.at(NOON.plusSeconds(3600));
    assertThat(scene.send(packet)).isSameAs(Recognition.UNHEARD);
    assertThat(scene.method.refused())
        .isEqualTo(Map.of("length", 0L, "form", 0L, "hmac", 0L, "seen", 3L));
  }

  @Test
  void aRehearsalCountsNothingAndTheNextPacketIsHeard() {
    scene.method.rehearse();

    assertThat(scene.method.refused().values()).containsOnly(0L);
    assertThat(claims(scene.send(scene.packet("tcp/22")))).hasSize(1);
  }

  @Test
  void twoPacketsOfOneSecondHaveMarksOfTheirOwn() {
    var one = claims(scene.send(scene.packet("tcp/22"))).getFirst().mark();
    var two = claims(scene.send(scene.packet("tcp/22"))).getFirst().mark();
    assertThat(one).isNotEqualTo(two);
    assertThat(one).isInstanceOf(Mark.Stamped.class);
    if (one instanceof Mark.Stamped(var series, var value, var at, var since)) {
      assertThat(series).isEqualTo("alice");
      assertThat(value).matches("[0-9a-f]{32}");
      assertThat(at).isEqualTo(NOON);
      assertThat(since).isBefore(NOON);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyClientIsKnownByItsHmacWhateverTheOthersAre(Digest digest) {
    var digests = List.of(Digest.values());
    var keys =
        IntStream.range(0, FwknopMethod.MOST_KEYS)
            .mapToObj(i -> key("client" + i, digests.get(i % digests.size())))
            .toList();
    var many = new Scene(Admit.SENDER, ACTIONS, keys);
    for (var key : keys) {
      if (key.hmac() == digest) {
        var message = many.message(FwknopMessage.SENDER, null, "tcp/22");
        var claim = claims(many.send(many.packet(message, key))).getFirst();
        assertThat(claim.client()).isEqualTo(key.client());
      }
    }
    var stranger = key("stranger", digest);
    var message = many.message(FwknopMessage.SENDER, null, "tcp/22");
    assertThat(many.send(many.packet(message, stranger))).isSameAs(Recognition.UNHEARD);
  }

  @Test
  void anotherEncryptionKeyIsTold() throws BadValue {
    var other =
        FwknopKey.of("x", secret("other"), secret("hmac of alice"), Digest.SHA256, Mode.CBC);
    var message = scene.message(FwknopMessage.SENDER, null, "tcp/22");
    var recognition = scene.send(scene.packet(message, other));
    assertThat(reason(recognition)).contains("can't be decrypted");
    assertThat(recognition.toString()).contains("client=alice").contains("key=fwknop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"another port", "tcp", "nothing"})
  void whatIsForOthersIsNotCounted(String what) {
    var heard = scene.heard(CLIENT, scene.packet("tcp/22"));
    var port =
        switch (what) {
          case "another port" -> Port.udp(62201);
          case "tcp" -> Port.tcp(62202);
          default -> Port.udp(53);
        };
    var packet =
        new Packet(
            heard.source(), heard.destination(), 1, port, 0, heard.nanos(), 0, heard.payload());
    assertThat(scene.method.consider(packet)).isSameAs(Recognition.UNHEARD);
    assertThat(scene.method.refused().values()).containsOnly(0L);
  }

  @Test
  void clientsThatCantBeToldApartAreRefused() {
    assertThatThrownBy(() -> method(List.of(ALICE, key("bob", Digest.MD5), ALICE)))
        .isInstanceOf(BadValue.class)
        .hasMessage(
            "alice and alice have the same HMAC key, so that their packets can't be told apart; give one of them another");
    var many =
        IntStream.rangeClosed(0, FwknopMethod.MOST_KEYS)
            .mapToObj(i -> key("client" + i, Digest.SHA256))
            .toList();
    assertThatThrownBy(() -> method(many))
        .hasMessage("65 clients have keys of fwknop, and 64 may: every packet is tried with each");
  }

  private static FwknopMethod method(List<FwknopKey> keys) throws BadValue {
    return new FwknopMethod(
        "phones", Scene.UDP, keys, ACTIONS, Admit.SENDER, MAX_AGE, _ -> Instant.EPOCH);
  }

  @Test
  void aScreenLetsThroughWhatAClientMadeAndCountsTheRestOnce() {
    var screen = scene.method.screen();
    var packet = scene.packet("tcp/22");
    assertThat(screen.passes(packet, 0, packet.length)).isTrue();
    assertThat(screen.passes(packet, 0, packet.length)).as("again").isFalse();
    assertThat(scene.method.screen().passes(packet, 0, packet.length)).isTrue();
    packet[100] ^= packet[100] == 'A' ? 'A' ^ 'B' : (byte) (packet[100] ^ 'A');
    assertThat(screen.passes(packet, 0, packet.length)).isFalse();
    assertThat(screen.passes(packet, 0, 139)).isFalse();
    assertThat(screen.passes(packet, 1, packet.length)).isFalse();
    assertThat(scene.method.refused())
        .isEqualTo(Map.of("length", 2L, "form", 0L, "hmac", 1L, "seen", 1L));
    assertThat(scene.method.refused().keySet()).containsExactly("length", "form", "hmac", "seen");
  }
}
