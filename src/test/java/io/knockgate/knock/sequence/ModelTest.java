package io.knockgate.knock.sequence;

import static io.knockgate.knock.sequence.Knocker.GATEWAY;
import static io.knockgate.knock.sequence.Knocker.MILLISECOND;
import static io.knockgate.knock.sequence.Knocker.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.knock.Recognition;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.packet.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random traffic means the same to the recogniser as to the [Model].
class ModelTest {
  private static final Duration WITHIN = Duration.ofSeconds(15);
  private static final List<Sequence> SEQUENCES =
      List.of(
          Sequences.tcp("plain", 11, 12, 13, 14),
          Sequences.tcp("twins", 15, 15, 12, 12),
          new Sequence(
              "mixed", List.of(Port.udp(11), Port.udp(11), Port.tcp(13)), WITHIN, wish(), null),
          new Sequence(
              "digits",
              List.of(Port.tcp(21), Port.tcp(23)),
              WITHIN,
              wish(),
              new Spell(new PortRange(20, 29), 2)));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void theRecogniserAgreesWithTheModel(long seed) {
    var random = new Random(seed);
    var model = new Model(SEQUENCES);
    var method = new SequenceMethod(SEQUENCES, 1024, seed);
    var sent = new ArrayList<Packet>();
    int complete = 0;
    long nanos = random.nextLong() >> 8;
    var plan = List.<Port>of();
    for (int i = 0; i < 4_000; i++) {
      nanos += pause(random);
      if (plan.isEmpty() && random.nextInt(4) == 0) {
        plan = SEQUENCES.get(random.nextInt(SEQUENCES.size())).ports();
      }
      Port port;
      if (plan.isEmpty() || random.nextInt(6) == 0) {
        port = anyPort(random);
      } else {
        port = plan.get(0);
        plan = plan.subList(1, plan.size());
      }
      var packet = new Packet(source(random), GATEWAY, random.nextInt(9), port, i, nanos, 0);
      if (!sent.isEmpty() && random.nextInt(8) == 0) {
        packet = again(sent.get(sent.size() - 1 - random.nextInt(Math.min(9, sent.size()))), nanos);
      }
      sent.add(packet);
      var expected = model.consider(packet);
      assertThat(complete(method.consider(packet)))
          .as("packet %d %s", i, packet)
          .isEqualTo(expected);
      complete += expected.isPresent() ? 1 : 0;
    }
    assertThat(complete).isGreaterThan(40);
  }

  private static Optional<String> complete(Recognition recognition) {
    if (recognition instanceof Recognition.Complete(var claim)) {
      var port = claim.ask().port();
      return Optional.of(claim.knock() + " " + (port == null ? 0 : port.number()));
    }
    return Optional.empty();
  }

  private static long pause(Random random) {
    return switch (random.nextInt(100)) {
      case 0 -> 16 * SECOND;
      case 1, 2 -> random.nextInt(5000) * MILLISECOND;
      case 3 -> -2 * MILLISECOND;
      default -> random.nextInt(60) * MILLISECOND;
    };
  }

  private static Port anyPort(Random random) {
    int number = random.nextBoolean() ? 11 + random.nextInt(5) : 20 + random.nextInt(10);
    return random.nextInt(5) == 0 ? Port.udp(number) : Port.tcp(number);
  }

  /// Mostly one address, sometimes its neighbours of the same or of another site.
  private static Address source(Random random) {
    long low = random.nextInt(3);
    return Address.v6(0x20010db800000000L + (random.nextInt(10) == 0 ? 1 : 0), low);
  }

  private static Packet again(Packet packet, long nanos) {
    return new Packet(
        packet.source(),
        packet.destination(),
        packet.sourcePort(),
        packet.port(),
        packet.sequence(),
        nanos,
        0);
  }

  private static Wish wish() {
    return new Wish.Open("act");
  }
}
