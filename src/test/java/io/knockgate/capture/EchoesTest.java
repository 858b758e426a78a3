package io.knockgate.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EchoesTest {
  private final Echoes echoes = new Echoes(2);

  private boolean isNew(int capture, int sourcePort, long millis) {
    var packet =
        new Packet(
            Address.v4(1),
            Address.v4(2),
            sourcePort,
            Port.udp(7000),
            0,
            millis * 1_000_000,
            capture);
    return echoes.isNew(packet);
  }

  @Test
  void aPacketThatTwoCapturesHearIsNewOnce() {
    assertThat(isNew(0, 1000, 0)).isTrue();
    assertThat(isNew(1, 1000, 1)).isFalse();
  }

  @Test
  void twoEqualPacketsAreNewTwiceHoweverTheirHearingsInterleave() {
    assertThat(isNew(0, 1000, 0)).isTrue();
    assertThat(isNew(0, 1000, 1)).isTrue();
    assertThat(isNew(1, 1000, 2)).isFalse();
    assertThat(isNew(1, 1000, 3)).isFalse();
    assertThat(isNew(1, 1000, 4)).isTrue();
    assertThat(isNew(0, 1000, 5)).isFalse();
  }

  @Test
  void whatOneCaptureMissedTheOtherDelivers() {
    assertThat(isNew(1, 1000, 0)).isTrue();
    assertThat(isNew(0, 1001, 1)).isTrue();
  }

  @Test
  void afterTheWindowItIsAnotherPacket() {
    assertThat(isNew(0, 1000, 0)).isTrue();
    assertThat(isNew(1, 1000, 2001)).isTrue();
  }

  @Test
  void aFloodIsForgottenOldestFirstAndNothingGrows() {
    IntStream.range(0, Echoes.MOST).forEach(i -> assertThat(isNew(0, i, 0)).isTrue());
    assertThat(isNew(0, 60_000, 0)).isTrue();
    assertThat(isNew(1, 0, 0)).as("the oldest is forgotten").isTrue();
    assertThat(isNew(1, 60_000, 0)).isFalse();
  }

  @Test
  void oneCaptureAloneHearsNoEchoes() {
    var alone = new Echoes(1);
    var packet = new Packet(Address.v4(1), Address.v4(2), 1, Port.tcp(7000), 9, 0, 0);
    assertThat(alone.isNew(packet)).isTrue();
    assertThat(alone.isNew(packet)).isTrue();
  }
}
