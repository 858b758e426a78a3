package io.knockgate.knock.spa;

import static io.knockgate.knock.spa.Scene.ALICE;
import static io.knockgate.knock.spa.Scene.GATEWAY;
import static io.knockgate.knock.spa.Scene.NOW;
import static io.knockgate.knock.spa.Scene.knock;
import static io.knockgate.knock.spa.Scene.message;
import static io.knockgate.knock.spa.Scene.rung;
import static io.knockgate.knock.spa.Scene.sealed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.action.Ask;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.ssh.SshSig;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is changed of a knock, nothing of it is heard.
class TamperTest {
  private static final SpaMessage SAID = message(ALICE, "ssh");

  private final Scene scene = new Scene();

  @Test
  void everyBitOfAPacketCounts() {
    var knock = knock(ALICE, SAID);
    for (int bit = 0; bit < 8 * knock.length; bit++) {
      var changed = knock.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(scene.silently(changed)).isEqualTo("doorbell");
    }
    assertThat(scene.silently(knock)).isNull();
  }

  @Test
  void everyByteCountsForWhoKnowsTheGatewaysKey() {
    var knock = knock(ALICE, SAID);
    for (int i = 0; i < knock.length - Doorbell.LENGTH; i++) {
      var changed = knock.clone();
      changed[i] ^=
          (byte) 0x80; // X25519 ignores that of enc's last byte (RFC 7748, 5), HPKE doesn't
      assertThat(scene.silently(rung(changed))).as("byte %d", i).isEqualTo("unopened");
    }
  }

  @Test
  void noPartOfAPacketIsOne() {
    var knock = knock(ALICE, SAID);
    for (int length = 0; length < knock.length; length++) {
      var part = Arrays.copyOf(knock, length);
      assertThat(scene.silently(part)).isIn("length", "doorbell");
      if (SpaPacket.isLength(length)) {
        assertThat(scene.silently(rung(part))).isEqualTo("unopened");
      }
    }
    assertThat(scene.silently(Arrays.copyOf(knock, knock.length + 64))).isEqualTo("doorbell");
  }

  @Test
  void everyBitOfWhatIsSealedCounts() {
    var plaintext = new Letter(Body.write(SAID), Scene.sign(ALICE, SAID)).write();
    var reasons = new TreeSet<String>();
    for (int bit = 0; bit < 8 * plaintext.length; bit++) {
      var changed = plaintext.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      var reason = scene.silently(sealed(changed));
      assertThat(reason).as("bit %d", bit).isNotNull();
      reasons.add(reason);
    }
    assertThat(reasons).containsExactly("malformed", "signature", "unknown-key", "version");
  }

  @Test
  void encsOfSmallOrderOpenNothing() {
    for (var point :
        Set.of(
            "00".repeat(32),
            "01" + "00".repeat(31),
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")) {
      var knock = knock(ALICE, SAID);
      System.arraycopy(HexFormat.of().parseHex(point), 0, knock, 0, 32);
      assertThat(scene.silently(rung(knock))).isEqualTo("unopened");
    }
  }

  /// Bodies whose every other part is right, and which their client signed.
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          version, 0, 00, version
          version, 0, 02, version
          time, 1, 8000000000000000, malformed
          wish, 25, 02, malformed
          wish, 25, ff, malformed
          protocol, 30, 01, malformed
          port without protocol, 30, 000016, malformed
          protocol without port, 30, 060000, malformed
          family, 33, 05, malformed
          address without family, 34, 01, malformed
          IPv4 with a rest, 33, 04cb00710901, malformed
          mapped IPv4, 33, 0600000000000000000000ffffcb007109, malformed
          length of action, 50, 02, malformed
          length of action, 50, 04, malformed
          length of action, 50, ff, malformed
          capitals, 51, 53, malformed
          blank, 51, 20, malformed
          dash at its beginning, 51, 2d, malformed
          NUL, 52, 00, malformed
          not ASCII, 52, e9, malformed
          """)
  void bodiesAreWrittenInOneWay(String what, int at, String hex, String reason) {
    var body = Body.write(SAID);
    var changed = HexFormat.of().parseHex(hex);
    System.arraycopy(changed, 0, body, at, changed.length);
    assertThat(scene.silently(sealed(new Letter(body, sign(body)).write()))).isEqualTo(reason);
  }

  private static byte[] sign(byte[] body) {
    var message = Arrays.copyOf(GATEWAY.publicKey().bytes(), 32 + body.length);
    System.arraycopy(body, 0, message, 32, body.length);
    return ALICE.sign(SshSig.signed("knockgate", message));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, 50, 53, 55})
  void bodiesHaveOneLength(int length) {
    var body = Arrays.copyOf(Body.write(SAID), length);
    assertThat(scene.silently(sealed(new Letter(body, new byte[190]).write())))
        .isEqualTo(length == 0 ? "version" : "malformed");
  }

  @Test
  void paddingIsZerosAndTheLeast() {
    var plaintext = new Letter(Body.write(SAID), Scene.sign(ALICE, SAID)).write();
    assertThat(scene.silently(sealed(Arrays.copyOf(plaintext, plaintext.length + 64))))
        .isEqualTo("malformed");
    plaintext[plaintext.length - 1] = 1;
    assertThat(scene.silently(sealed(plaintext))).isEqualTo("malformed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-1S", "PT0S", "PT0.5S", "PT1.000000001S", "PT4294967295S"})
  void noPacketHasRoomForAnotherTime(Duration time) {
    var ask = new Ask(null, time);
    assertThatThrownBy(() -> new SpaMessage(NOW, KeyId.of(ALICE.key()), false, ask, null, "ssh"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatAMessageSaysIsWhatIsRead() {
    var id = KeyId.of(ALICE.key());
    for (var port : new @Nullable Port[] {null, Port.tcp(1), Port.udp(65535)}) {
      for (var time :
          new @Nullable Duration[] {
            null, Duration.ofSeconds(1), Duration.ofSeconds(0xffff_fffeL), Ask.NO_LIMIT
          }) {
        for (var admit :
            new @Nullable Address[] {
              null, Address.v4(0), Address.v4(-1), Address.v6(0x20010db8L << 32, 9)
            }) {
          for (var action : new String[] {"", "a", "0-9", "a".repeat(64)}) {
            var said = new SpaMessage(NOW, id, port == null, new Ask(port, time), admit, action);
            assertThat(Body.read(Body.write(said))).isEqualTo(said);
          }
        }
      }
    }
  }
}
