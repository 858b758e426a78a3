package io.knockgate.knock.encrypted;

import static io.knockgate.knock.encrypted.Scene.NOON;
import static io.knockgate.knock.encrypted.Scene.PORTS;
import static io.knockgate.knock.encrypted.Scene.SSH;
import static io.knockgate.knock.encrypted.Scene.chacha;
import static io.knockgate.knock.encrypted.Scene.secret;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.action.Ask;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.replay.Mark;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChaCha20Poly1305Test {
  private static final Address HOST = Address.v4(0x0A010203);

  private static byte[] bytes(Plaintext text, Instant when, int salt) throws BadValue {
    var ports = chacha(7).knock(text, when, salt, PORTS);
    var bytes = new byte[ports.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (ports.get(i).number() - PORTS.first());
    }
    return bytes;
  }

  /// Written a second time, from docs/sequences.md and with the JDK's cipher.
  @Test
  void itIsWhatTheDocumentSays() throws BadValue, GeneralSecurityException {
    var text = new Plaintext(HOST, new Ask(Port.tcp(8443), Duration.ofMinutes(5)), false);
    var key = new byte[32];
    Arrays.fill(key, (byte) 7);
    var nonce =
        ByteBuffer.allocate(12).putLong(NOON.getEpochSecond()).putShort((short) 0xBEEF).array();
    var cipher = javax.crypto.Cipher.getInstance("ChaCha20-Poly1305");
    cipher.init(
        javax.crypto.Cipher.ENCRYPT_MODE,
        new SecretKeySpec(key, "ChaCha20"),
        new IvParameterSpec(nonce));
    cipher.updateAAD("knockgate-sequence-1".getBytes(US_ASCII));
    var expected =
        ByteBuffer.allocate(28)
            .put(nonce, 6, 4)
            .put(cipher.doFinal(new byte[] {0x20, (byte) 0xfb, 0, 5, 10, 1, 2, 3}));
    assertThat(bytes(text, NOON, 0xBEEF)).containsExactly(expected.array());
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT5M, false",
    "65535, PT65534M, false",
    "22, , true",
    "443, PT1M, false",
  })
  void whatGoesInComesOut(int port, Duration time, boolean close) throws BadValue {
    var text = new Plaintext(HOST, new Ask(port == 0 ? null : Port.tcp(port), time), close);
    assertThat(chacha(7).open("k", bytes(text, NOON, 1), NOON))
        .isEqualTo(
            new Cipher.Opened.Fresh(
                text, new Mark.Counter("k", NOON.getEpochSecond(), NOON.minusSeconds(30))));
  }

  @Test
  void aTimeThatIsNotAskedForIsNoLimit() throws BadValue {
    var text = new Plaintext(HOST, Ask.NOTHING, false);
    assertThat(chacha(7).open("k", bytes(text, NOON, 1), NOON))
        .isInstanceOfSatisfying(
            Cipher.Opened.Fresh.class,
            fresh -> assertThat(fresh.text().ask()).isEqualTo(new Ask(null, Ask.NO_LIMIT)));
  }

  @ParameterizedTest
  @ValueSource(ints = {-30, -29, -1, 0, 1, 30})
  void aClockMayBeHalfAMinuteOff(int seconds) throws BadValue {
    var when = NOON.plusSeconds(seconds);
    assertThat(chacha(7).open("k", bytes(SSH, when, 1), NOON))
        .isEqualTo(
            new Cipher.Opened.Fresh(
                SSH, new Mark.Counter("k", when.getEpochSecond(), when.minusSeconds(30))));
  }

  @ParameterizedTest
  @CsvSource({"-31, 31 s ago", "31, 31 s ahead", "-600, 600 s ago", "600, 600 s ahead"})
  void beyondThatItIsStaleAndSaysByHowMuch(int seconds, String words) throws BadValue {
    assertThat(chacha(7).open("k", bytes(SSH, NOON.plusSeconds(seconds), 1), NOON))
        .isInstanceOfSatisfying(
            Cipher.Opened.Stale.class, stale -> assertThat(stale.reason()).contains(words));
  }

  @ParameterizedTest
  @ValueSource(longs = {-601, 601, 65_536, -65_536, 3L << 16, 1L << 32})
  void andFarBeyondItIsNoiseEvenWhereTheTimesBitsAreTheSame(long seconds) throws BadValue {
    assertThat(chacha(7).open("k", bytes(SSH, NOON.plusSeconds(seconds), 1), NOON)).isNull();
  }

  @Test
  void everyBitCounts() throws BadValue {
    var cipher = chacha(7);
    var knock = bytes(SSH, NOON, 0xBEEF);
    for (int bit = 0; bit < 8 * knock.length; bit++) {
      var flipped = knock.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(cipher.open("k", flipped, NOON)).as("bit " + bit).isNull();
    }
    assertThat(chacha(8).open("k", knock, NOON)).as("another key").isNull();
  }

  @Test
  void aHundredThousandForgeriesWithTheRightTimeAllFail() throws BadValue {
    var cipher = chacha(7);
    var forged = bytes(SSH, NOON, 1);
    var random = new SplittableRandom(1);
    var tail = new byte[24];
    for (int i = 0; i < 100_000; i++) {
      random.nextBytes(tail);
      System.arraycopy(tail, 0, forged, 4, tail.length);
      assertThat(cipher.open("k", forged, NOON)).isNull();
    }
  }

  /// The key was computed by Python: hashlib.scrypt(b"correct horse", salt=b"knockgate-sequence-1",
  /// n=32768, r=8, p=1, maxmem=2**26, dklen=32).
  @Test
  void aPassphraseIsStretchedByScrypt() throws BadValue {
    var same = ChaCha20Poly1305.ofKey(secret("QRgIaZgPOxMMiBFpjsfzinxOzXT/rQKfh+9BQImPmzQ="));
    var knock = ChaCha20Poly1305.ofPassphrase(secret("correct horse")).knock(SSH, NOON, 1, PORTS);
    assertThat(same.knock(SSH, NOON, 1, PORTS)).isEqualTo(knock);
  }

  @ParameterizedTest
  @ValueSource(strings = {"too short", "AAAA", "not base64 at all but thirty-two b!", "="})
  void aKeyThatDoesNotFitIsToldWithoutTellingIt(String key) {
    assertThatThrownBy(() -> ChaCha20Poly1305.ofKey(secret(key)))
        .isInstanceOf(BadValue.class)
        .hasMessageContaining("openssl rand -base64 32")
        .hasMessageNotContaining(key.length() > 1 ? key : "nothing")
        .hasNoCause();
  }

  @Test
  void keysOf31And33BytesDoNotFit() {
    for (int length : new int[] {31, 33}) {
      var key = Base64.getEncoder().encodeToString(new byte[length]);
      assertThatThrownBy(() -> ChaCha20Poly1305.ofKey(secret(key))).isInstanceOf(BadValue.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"udp/53, PT5M", "tcp/22, PT65535M", "tcp/22, PT90S", "tcp/22, PT0S"})
  void whatItCannotSayIsToldToWhoAsks(String port, Duration time) throws BadValue {
    var text = new Plaintext(HOST, new Ask(Port.parse(port), time), false);
    assertThatThrownBy(() -> chacha(7).knock(text, NOON, 1, PORTS)).isInstanceOf(BadValue.class);
  }
}
