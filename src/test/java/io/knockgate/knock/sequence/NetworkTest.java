package io.knockgate.knock.sequence;

import static io.knockgate.knock.sequence.Knocker.CLIENT;
import static io.knockgate.knock.sequence.Knocker.GATEWAY;
import static io.knockgate.knock.sequence.Knocker.MILLISECOND;
import static io.knockgate.knock.sequence.Knocker.SECOND;
import static io.knockgate.knock.sequence.Sequences.ANY_PORT;
import static io.knockgate.knock.sequence.Sequences.NAS;
import static io.knockgate.knock.sequence.Sequences.NAS_SHUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.knock.Claim;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Recognition.Complete;
import io.knockgate.knock.Recognition.Progress;
import io.knockgate.knock.Wish;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a network does to a knock: packets twice, lost, in another order.
class NetworkTest {
  private final Knocker knocker = new Knocker(NAS, NAS_SHUT, ANY_PORT);

  @Test
  void aRetransmittedSynDoesNotCount() {
    for (int number : new int[] {2033, 3022, 6712, 4998}) {
      var packet = knocker.packet(CLIENT, Port.tcp(number));
      assertThat(knocker.send(packet)).isInstanceOf(Progress.class);
      assertThat(knocker.send(packet)).isSameAs(Recognition.UNHEARD);
      assertThat(knocker.after(SECOND).send(packet)).isSameAs(Recognition.UNHEARD);
    }
    assertThat(knocker.tcp(4113)).isInstanceOf(Complete.class);
  }

  @Test
  void aRetransmittedSynIsNotTheSecondOfTwoEqualKnocks() {
    var twice = Sequences.tcp("twice", 5000, 5000, 6000, 6000);
    var knocker = new Knocker(twice);
    var first = knocker.packet(CLIENT, Port.tcp(5000));
    knocker.send(first);
    knocker.send(first);
    assertThat(knocker.tcp(6000, 6000)).isNotInstanceOf(Complete.class);
    assertThat(knocker.isHeard(twice)).isTrue();
  }

  @Test
  void equalDatagramsFromOneSocketAreTwoKnocks() {
    var twice =
        new Sequence(
            "twice",
            List.of(Port.udp(5000), Port.udp(5000), Port.udp(5000), Port.udp(6000)),
            Duration.ofSeconds(5),
            new Wish.Open("act"),
            null);
    var knocker = new Knocker(twice);
    var datagram = knocker.packet(CLIENT, Port.udp(5000));
    knocker.send(datagram);
    knocker.send(datagram);
    knocker.send(datagram);
    assertThat(knocker.knock(Port.udp(6000))).isInstanceOf(Complete.class);
  }

  @Test
  void aLongKnockThatIsRetransmittedAsAWholeIsNotASecondOne() {
    var packets = new ArrayList<Packet>();
    for (int number : new int[] {1042, 1044, 1043, 1049, 1040, 1040, 1044, 1044, 1043}) {
      packets.add(knocker.after(MILLISECOND).packet(CLIENT, Port.tcp(number)));
      knocker.send(packets.getLast());
    }
    for (int second : new int[] {1, 2, 4}) {
      knocker.after(second * SECOND);
      packets.forEach(knocker::send);
    }
    assertThat(knocker.claims()).hasSize(1);
  }

  /// As a firewall log without sequence numbers tells it.
  @Test
  void whereNumbersAreMissingAnEqualPacketIsARetransmissionForTwoMinutes() {
    assertThat(knockFromOnePort()).isInstanceOf(Complete.class);
    knocker.after(100 * SECOND);
    assertThat(knockFromOnePort()).isSameAs(Recognition.UNHEARD);
    knocker.after(131 * SECOND);
    assertThat(knockFromOnePort()).isInstanceOf(Complete.class);
  }

  @Test
  void neighboursInTheWrongOrderSpoilAKnockAndTheNextIsHeard() {
    for (int swapped = 0; swapped < 4; swapped++) {
      var ports = new ArrayList<>(NAS.ports());
      ports.add(swapped, ports.remove(swapped + 1));
      ports.forEach(port -> knocker.after(MILLISECOND).knock(port));
      assertThat(knocker.claims()).hasSize(swapped);
      assertThat(knocker.isHeard(NAS)).isTrue();
    }
  }

  @Test
  void aKnockOfWhichAPacketWasLostIsHeardWhenItIsTriedAgain() {
    for (int lost = 0; lost < 5; lost++) {
      for (int tries = 0; tries < 2; tries++) {
        var ports = new ArrayList<>(NAS.ports());
        ports.remove(lost);
        ports.forEach(port -> knocker.after(MILLISECOND).knock(port));
      }
      assertThat(knocker.claims()).hasSize(lost);
      assertThat(knocker.isHeard(NAS)).isTrue();
    }
    assertThat(knocker.claims()).extracting(Claim::knock).containsOnly("nas");
  }

  /// The last knock of one begins the other, and each further round would bring it one further.
  @Test
  void aLossDoesNotMakeFurtherKnocksTheOneThatShuts() {
    knocker.tcp(2033, 3022, 4998, 4113);
    for (int i = 0; i < 20; i++) {
      assertThat(knocker.after(200 * MILLISECOND).isHeard(NAS)).isTrue();
    }
  }

  private Recognition knockFromOnePort() {
    Recognition last = Recognition.UNHEARD;
    for (var port : NAS.ports()) {
      var packet = new Packet(CLIENT, GATEWAY, 5555, port, 0, knocker.nanos(), 0);
      last = knocker.after(MILLISECOND).send(packet);
    }
    return last;
  }
}
