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
import io.knockgate.time.WallClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random traffic means the same to the recogniser as to the [Model]. Each run tries other seeds,
/// and a failure names its own; one seed is tried each time, by which all that matters happens.
class ModelTest {
  private static final int SEEDS = 40;
  private static final long VARIED = 22;
  private static final Duration WITHIN = Duration.ofSeconds(15);
  private static final Wish WISH = new Wish.Open("act");
  private static final List<Sequence> SEQUENCES =
      List.of(
          Sequences.tcp("plain", 11, 12, 13, 14),
          Sequences.tcp("twins", 15, 15, 12, 12),
          new Sequence(
              "mixed", List.of(Port.udp(11), Port.udp(11), Port.tcp(13)), WITHIN, WISH, null),
          new Sequence(
              "digits",
              List.of(Port.tcp(21), Port.tcp(23)),
              WITHIN,
              WISH,
              new Spell(new PortRange(20, 29), 2)),
          Sequences.tcp("long", 16, 17, 16, 18, 11));

  private int complete;
  private int strict;
  private int deaf;

  @Test
  void theRecogniserAgreesWithTheModel() {
    long first = new Random().nextLong();
    for (int i = 0; i < SEEDS; i++) {
      agrees(first + i);
    }
  }

  @Test
  void allThatMattersHappens() {
    agrees(VARIED);
    assertThat(complete).as("complete knocks").isPositive();
    assertThat(strict).as("packets without patience").isPositive();
    assertThat(deaf).as("unheard first knocks").isPositive();
  }

  private void agrees(long seed) {
    var random = new Random(seed);
    var watch = new PortRange(1, List.of(40, 400, 65535).get(random.nextInt(3)));
    var model = new Model(SEQUENCES, watch.size());
    var method =
        new SequenceMethod(watch, SEQUENCES, List.of(), WallClock.OF_THE_MACHINE, 1024, seed);
    var traffic = new Traffic(random, SEQUENCES);
    for (int i = 0; i < 2_000; i++) {
      var packet = traffic.next(i);
      var expected = model.consider(packet);
      assertThat(complete(method.consider(packet)))
          .as("seed %d, packet %d, %s", seed, i, packet)
          .isEqualTo(expected);
      complete += expected.isPresent() ? 1 : 0;
    }
    strict += model.strict;
    deaf += model.deaf;
  }

  private static Optional<String> complete(Recognition recognition) {
    if (recognition instanceof Recognition.Complete(var claims)) {
      var claim = claims.getFirst();
      var port = claim.ask().port();
      return Optional.of(claim.knock() + " " + (port == null ? 0 : port.number()));
    }
    return Optional.empty();
  }

  /// Knocks of several sources with noise between them, retransmissions, pauses and a clock that
  /// sometimes goes back a little. How much of each is different from seed to seed.
  private static final class Traffic {
    private final Random random;
    private final List<Sequence> sequences;
    private final boolean broken;
    private final int noise;
    private final int haste;
    private final List<Packet> sent = new ArrayList<>();
    private List<Port> plan = List.of();
    private long nanos;

    Traffic(Random random, List<Sequence> sequences) {
      this.random = random;
      this.sequences = sequences;
      this.broken = random.nextInt(5) == 0;
      this.noise = random.nextInt(100);
      this.haste = 1 + random.nextInt(60);
      this.nanos = random.nextLong() >> 8;
    }

    Packet next(int number) {
      nanos += pause() + 1; // so that no two packets are equal
      var packet = new Packet(source(), GATEWAY, random.nextInt(9), port(), number, nanos, 0);
      if (!sent.isEmpty() && random.nextInt(8) == 0) {
        packet = again(sent.get(sent.size() - 1 - random.nextInt(Math.min(9, sent.size()))));
      }
      sent.add(packet);
      return packet;
    }

    private Port port() {
      if (plan.isEmpty() && random.nextInt(4) == 0) {
        var ports = sequences.get(random.nextInt(sequences.size())).ports();
        plan = broken ? List.of(ports.get(0), ports.get(1), Port.tcp(80)) : ports;
      }
      if (plan.isEmpty() || random.nextInt(100) < noise) {
        int number = random.nextBoolean() ? 11 + random.nextInt(8) : 20 + random.nextInt(10);
        return random.nextInt(5) == 0 ? Port.udp(number) : Port.tcp(number);
      }
      var port = plan.getFirst();
      plan = plan.subList(1, plan.size());
      return port;
    }

    private long pause() {
      return switch (random.nextInt(200)) {
        case 0 -> 16 * SECOND;
        case 1, 2 -> random.nextInt(5000) * MILLISECOND;
        case 3 -> -2 * MILLISECOND;
        case 4 -> random.nextInt(40) == 0 ? 400 * SECOND : 0;
        default -> random.nextInt(haste) * MILLISECOND;
      };
    }

    /// Mostly one address, sometimes its neighbours of the same or of another site.
    private Address source() {
      long site = random.nextInt(10) == 0 ? 1 : 0;
      return Address.v6(0x20010db800000000L + site, random.nextInt(3));
    }

    private Packet again(Packet packet) {
      return new Packet(
          packet.source(),
          packet.destination(),
          packet.sourcePort(),
          packet.port(),
          packet.sequence(),
          nanos,
          0);
    }
  }
}
