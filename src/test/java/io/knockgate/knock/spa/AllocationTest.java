package io.knockgate.knock.spa;

import static io.knockgate.knock.spa.Scene.ALICE;
import static io.knockgate.knock.spa.Scene.knock;
import static io.knockgate.knock.spa.Scene.message;
import static io.knockgate.knock.spa.Scene.packet;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.knock.Allocation;
import io.knockgate.knock.Recognition;
import io.knockgate.packet.Packet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What strangers send costs no memory.
class AllocationTest {
  private static final int PACKETS = 10_000;

  private final Scene scene = new Scene();

  private static byte[] noise(int length) {
    var noise = new byte[length];
    new SplittableRandom(1).nextBytes(noise);
    return noise;
  }

  @Test
  void noiseOfTheRightSize() {
    var packet = packet(noise(SpaPacket.SHORTEST));
    assertThat(Allocation.bytes(PACKETS, () -> consider(packet, "doorbell"))).isZero();
    assertThat(scene.method.refused())
        .containsEntry("doorbell", (long) Allocation.ROUNDS * PACKETS);
  }

  @Test
  void noiseOfTheWrongSize() {
    var packet = packet(noise(SpaPacket.SHORTEST + 1));
    assertThat(Allocation.bytes(PACKETS, () -> consider(packet, "length"))).isZero();
    assertThat(scene.method.refused()).containsEntry("length", (long) Allocation.ROUNDS * PACKETS);
  }

  @Test
  void aCapturedKnockPlayedAgain() {
    var packet = packet(knock(ALICE, message(ALICE, "ssh")));
    assertThat(scene.method.consider(packet)).isInstanceOf(Recognition.Unfinished.class);
    assertThat(Allocation.bytes(PACKETS, () -> consider(packet, "seen"))).isZero();
    assertThat(scene.method.refused()).containsEntry("seen", (long) Allocation.ROUNDS * PACKETS);
  }

  private void consider(Packet packet, String why) {
    if (!scene.method.consider(packet).equals(Recognition.UNHEARD)) {
      throw new AssertionError("not refused by " + why);
    }
  }

  @Test
  void noiseAtAScreen() {
    var screen = scene.method.screen();
    var noise = noise(SpaPacket.LONGEST);
    assertThat(
            Allocation.bytes(
                PACKETS,
                () -> {
                  if (screen.passes(noise, 0, noise.length)) {
                    throw new AssertionError("passed");
                  }
                }))
        .isZero();
  }
}
