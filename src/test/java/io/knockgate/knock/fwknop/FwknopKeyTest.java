package io.knockgate.knock.fwknop;

import static io.knockgate.knock.fwknop.Scene.secret;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.net.BadValue;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FwknopKeyTest {
  private static FwknopKey key(String key, String hmacKey, Mode mode) throws BadValue {
    return FwknopKey.of("alice", secret(key), secret(hmacKey), Digest.SHA256, mode);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 5, encryption key has 1 to 32",
    "33, 5, encryption key has 1 to 32",
    "5, 0, HMAC key has 1 to 128",
    "5, 129, HMAC key has 1 to 128"
  })
  void aKeyOfTheWrongLengthIsRefused(int key, int hmacKey, String message) {
    assertThatThrownBy(() -> key("k".repeat(key), "h".repeat(hmacKey), Mode.CBC))
        .isInstanceOf(BadValue.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32})
  void everyLengthBetweenIsAKey(int length) throws BadValue {
    assertThat(key("k".repeat(length), "h".repeat(4 * length), Mode.CBC).client())
        .isEqualTo("alice");
  }

  @Test
  void twoKeysAreTwo() {
    assertThatThrownBy(() -> key("same", "same", Mode.CBC)).hasMessageContaining("are the same");
  }

  @Test
  void base64StandsForBytes() throws BadValue {
    assertThat(FwknopKey.decoded(secret("Zndrbm9wdGVzdA==")).revealed())
        .isEqualTo("fwknoptest".getBytes(US_ASCII));
    assertThatThrownBy(() -> FwknopKey.decoded(secret("my secret passphrase!")))
        .isInstanceOf(BadValue.class)
        .hasMessageContaining("base64")
        .hasMessageNotContaining("my secret");
  }

  @Test
  void itIsNeverTold() throws BadValue {
    assertThat(key("quiet", "hush", Mode.CBC)).hasToString("fwknop key of alice");
  }

  @ParameterizedTest
  @CsvSource({
    "fwknoptest, fwknoptest000000",
    "sixteencharacter, sixteencharacter",
    "sixteencharacters, sixteencharacter"
  })
  void aLegacyKeyHasSixteenBytes(String written, String meant) throws BadValue {
    var legacy = key(written, "h", Mode.LEGACY);
    var whole = key(meant, "h", Mode.CBC);
    var packet = FwknopPacket.encode(new byte[80], legacy, new SplittableRandom(1));
    assertThat(FwknopPacket.open(packet, whole)).isEqualTo(new byte[80]);
    assertThat(packet).isEqualTo(FwknopPacket.encode(new byte[80], whole, new SplittableRandom(1)));
  }

  @Test
  void aLegacyPacketOfTheStockClientIsDecrypted() throws BadValue {
    // The client refuses an HMAC in that mode, so one is put behind the packet for what follows.
    var vector = Vector.named("legacy_iv_short_key_no_hmac");
    var bare = new String(vector.packet(), US_ASCII);
    var packet = (bare + "A".repeat(Digest.SHA256.length)).getBytes(US_ASCII);
    var text = new String(FwknopPacket.open(packet, vector.key()), US_ASCII);
    assertThat(MessageReader.read(text).asked().items())
        .containsExactlyElementsOf(Asked.of(List.of(Wanted.parse("tcp/22")), "").items());
  }
}
