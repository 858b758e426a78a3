package io.knockgate.knock.fwknop;

import static io.knockgate.knock.fwknop.Scene.ALICE;
import static io.knockgate.knock.fwknop.Scene.secret;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.BadValue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FwknopPacketTest {
  private final SplittableRandom random = new SplittableRandom(5);

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 31, 32, 33, 250, 600})
  void whatIsEncryptedIsDecrypted(int length) throws BadValue {
    var text = "t".repeat(length).getBytes(US_ASCII);
    assertThat(FwknopPacket.open(FwknopPacket.encode(text, ALICE, random), ALICE)).isEqualTo(text);
  }

  @ParameterizedTest
  @EnumSource
  void theLongestMessageFitsAPacketAndTheShortestIsOne(Digest digest) {
    var scene = new Scene(Scene.key("alice", digest));
    var key = Scene.key("alice", digest);
    var least = scene.packet(scene.message(FwknopMessage.SENDER, null, "udp/1"), key);
    var most =
        scene.packet(scene.message(FwknopMessage.SENDER, null, "command " + "z".repeat(184)), key);
    assertThat(least.length).isBetween(FwknopPacket.SHORTEST, 400);
    assertThat(most.length).isLessThan(FwknopPacket.LONGEST);
    assertThat(scene.send(least).toString()).contains("udp/1,");
    assertThat(scene.send(most).toString()).contains("asks for command zzz");
  }

  @Test
  void itIsEncryptedAndProvenAsByTheStockClient() throws BadValue {
    var vector = Vector.named("access_tcp22_hmac_sha256");
    var text = FwknopPacket.open(vector.packet(), vector.key());
    // The salt is all that is random; it stands in the first bytes.
    var again = FwknopPacket.encode(text, vector.key(), new Salt(0x1e23056a661d9a69L));
    assertThat(new String(again, US_ASCII)).isEqualTo(new String(vector.packet(), US_ASCII));
  }

  /// Gives these eight bytes.
  private record Salt(long bits) implements RandomGenerator {
    @Override
    public long nextLong() {
      return Long.reverseBytes(bits); // nextBytes takes the lowest byte first
    }
  }

  @Test
  void twoPacketsOfOneMessageDiffer() throws BadValue {
    var key = FwknopKey.of("a", secret("k"), secret("h"), Digest.MD5, Mode.CBC);
    var text = new byte[100];
    assertThat(FwknopPacket.encode(text, key, random))
        .isNotEqualTo(FwknopPacket.encode(text, key, random));
  }
}
