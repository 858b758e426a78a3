package io.knockgate.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EchoesTest {
  private final Echoes echoes = new Echoes(2);

  private boolean isNew(int capture, int sourcePort, long millis) {
    return isNew(capture, 1, sourcePort, millis * 1_000_000);
  }

  private boolean isNew(int capture, int source, int sourcePort, long nanos) {
    var packet =
        new Packet(
            Address.v4(source), Address.v4(2), sourcePort, Port.udp(7000), 0, nanos, capture);
    return echoes.isNew(packet);
  }

  private boolean synIsNew(int capture, int sequence) {
    return echoes.isNew(
        new Packet(Address.v4(1), Address.v4(2), 3, Port.tcp(4), sequence, 0, capture));
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
    assertThat(isNew(0, 1001, 0)).isTrue();
    assertThat(isNew(1, 1001, 2000)).isFalse();
  }

  @Test
  void theWindowIsOpenAsLongAsThePacketIsHeard() {
    assertThat(isNew(0, 1000, 0)).isTrue();
    assertThat(isNew(1, 1000, 1500)).isFalse();
    assertThat(isNew(1, 1000, 2500)).isTrue();
    assertThat(isNew(0, 1000, 2600)).isFalse();
  }

  @Test
  void packetsThatDifferInAnythingAreNoEchoes() {
    var packet = new Packet(Address.v4(1), Address.v4(2), 3, Port.tcp(4), 5, 0, 0);
    assertThat(echoes.isNew(packet)).isTrue();
    for (var other :
        List.of(
            new Packet(Address.v4(9), Address.v4(2), 3, Port.tcp(4), 5, 0, 1),
            new Packet(Address.v4(1), Address.v4(9), 3, Port.tcp(4), 5, 0, 1),
            new Packet(Address.v4(1), Address.v4(2), 9, Port.tcp(4), 5, 0, 1),
            new Packet(Address.v4(1), Address.v4(2), 3, Port.udp(4), 5, 0, 1),
            new Packet(Address.v4(1), Address.v4(2), 3, Port.tcp(9), 5, 0, 1))) {
      assertThat(echoes.isNew(other)).isTrue();
    }
    assertThat(echoes.isNew(new Packet(Address.v4(1), Address.v4(2), 3, Port.tcp(4), 5, 0, 1)))
        .isFalse();
  }

  @Test
  void aLogThatTellsNoSequenceNumbersHearsTheSamePackets() {
    assertThat(synIsNew(0, 77)).isTrue();
    assertThat(synIsNew(1, 0)).isFalse();
    assertThat(synIsNew(1, 0)).isTrue(); // another from the same port, which the log heard first
    assertThat(synIsNew(0, 78)).isFalse();
  }

  @Test
  void threeCapturesCountOnceWhoeverHearsFirst() {
    var three = new Echoes(3);
    for (int first = 0; first < 3; first++) {
      for (int i = 0; i < 3; i++) {
        var packet =
            new Packet(Address.v4(1), Address.v4(2), first, Port.udp(4), 0, i, (first + i) % 3);
        assertThat(three.isNew(packet)).isEqualTo(i == 0);
      }
    }
  }

  @Test
  void inAFloodTheOldestAreForgottenAndTheLatestKnown() {
    int flood = 4 * Echoes.MOST;
    for (int i = 0; i < flood; i++) {
      assertThat(isNew(0, i / 60_000, i % 60_000, i)).isTrue();
    }
    assertThat(isNew(1, (flood - 1) / 60_000, (flood - 1) % 60_000, flood)).isFalse();
    long known =
        IntStream.range(0, flood).filter(i -> !isNew(1, i / 60_000, i % 60_000, flood)).count();
    assertThat(known).isLessThanOrEqualTo(Echoes.MOST);
  }

  @Test
  void whatAFloodLeavesIsItsLatest() {
    int flood = 4 * Echoes.MOST;
    for (int i = 0; i < flood; i++) {
      isNew(0, i / 60_000, i % 60_000, i);
    }
    long latest =
        IntStream.range(flood - Echoes.MOST / 4, flood)
            .filter(i -> !isNew(1, i / 60_000, i % 60_000, flood))
            .count();
    assertThat(latest).isGreaterThan(Echoes.MOST / 4 * 98 / 100);
  }

  @Test
  void oneCaptureAloneHearsNoEchoes() {
    var alone = new Echoes(1);
    var packet = new Packet(Address.v4(1), Address.v4(2), 1, Port.tcp(7000), 9, 0, 0);
    assertThat(alone.isNew(packet)).isTrue();
    assertThat(alone.isNew(packet)).isTrue();
  }
}
