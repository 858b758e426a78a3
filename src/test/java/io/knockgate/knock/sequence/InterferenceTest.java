package io.knockgate.knock.sequence;

import static io.knockgate.knock.sequence.Knocker.CLIENT;
import static io.knockgate.knock.sequence.Knocker.MILLISECOND;
import static io.knockgate.knock.sequence.Knocker.SECOND;
import static io.knockgate.knock.sequence.Sequences.ANY_PORT;
import static io.knockgate.knock.sequence.Sequences.NAS;
import static io.knockgate.knock.sequence.Sequences.NAS_SHUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Somebody sends packets with the client's own source address while the client knocks, and all the
/// time between its knocks.
class InterferenceTest {
  private static final List<Sequence> FIVE =
      List.of(
          NAS,
          ANY_PORT,
          Sequences.tcp("backup", 61001, 33002, 47003, 29004),
          Sequences.tcp("fourth", 50123, 2211, 38006, 9044, 17310),
          Sequences.tcp("fifth", 5001, 44002, 23003, 1404, 7777));

  private final Random random = new Random(42);

  @ParameterizedTest(name = "{0} a second, knocks {1} ms apart: at least {2} of 100")
  @CsvSource({
    "1, 1, 100",
    "1, 50, 100",
    "1, 200, 100",
    "1, 500, 100",
    "5, 1, 100",
    "5, 50, 100",
    "5, 200, 100",
    "5, 500, 100",
    "20, 1, 100",
    "20, 50, 100",
    "20, 200, 98",
    "20, 500, 95",
    "100, 1, 98",
    "100, 50, 95"
  })
  void packetsDoNotSpoilAKnockWhateverTheirPorts(int rate, int gap, int atLeast) {
    for (var sequences : List.of(List.of(NAS), FIVE)) {
      assertThat(heard(sequences, rate, gap, () -> 1 + random.nextInt(65535)))
          .as("any ports")
          .isGreaterThanOrEqualTo(atLeast);
      assertThat(heard(sequences, rate, gap, () -> oneOf(NAS.ports())))
          .as("the knock's own ports")
          .isGreaterThanOrEqualTo(atLeast);
      assertThat(heard(sequences, rate, gap, () -> oneOf(portsOf(sequences))))
          .as("ports of all knocks")
          .isGreaterThanOrEqualTo(atLeast);
    }
  }

  /// Where another sequence has the same ports, the packets complete that one too, and use up what
  /// the client sent.
  @ParameterizedTest(name = "{0} a second, knocks {1} ms apart: at least {2} of 100")
  @CsvSource({"5, 50, 98", "5, 200, 93", "20, 1, 98", "20, 50, 93", "20, 200, 75", "20, 500, 80"})
  void packetsToPortsThatTwoKnocksShareSpoilSome(int rate, int gap, int atLeast) {
    assertThat(heard(List.of(NAS, NAS_SHUT), rate, gap, () -> oneOf(NAS.ports())))
        .isGreaterThanOrEqualTo(atLeast);
  }

  @ParameterizedTest(name = "20 a second to port {0}: at least 95 of 100")
  @CsvSource({"2033", "3022", "6712", "4998", "4113", "80"})
  void packetsToOnePortDoNotSpoilAKnock(int port) {
    assertThat(heard(FIVE, 20, 200, () -> port)).isGreaterThanOrEqualTo(95);
  }

  @Test
  void packetsThatComeWithTheClientsRetransmissionsDoNotSpoilAKnock() {
    var knocker = new Knocker(NAS, NAS_SHUT, ANY_PORT);
    for (int i = 0; i < 100; i++) {
      int before = knocker.claims().size();
      for (var port : NAS.ports()) {
        var packet = knocker.after(100 * MILLISECOND).packet(CLIENT, port);
        knocker.send(packet);
        knocker.send(packet);
        knocker.tcp(80, 443);
        knocker.send(packet);
      }
      assertThat(knocker.claims()).hasSize(before + 1);
    }
  }

  /// How many of a hundred knocks, a second apart, open the door between their first packet and
  /// their last.
  private int heard(List<Sequence> sequences, int rate, int gapMillis, IntSupplier ports) {
    var knocker = new Knocker(PortRange.ALL, sequences);
    int heard = 0;
    for (int i = 0; i < 100; i++) {
      pass(knocker, SECOND, rate, ports);
      long before = opened(knocker);
      for (var port : NAS.ports()) {
        knocker.knock(port);
        if (!port.equals(NAS.ports().getLast())) {
          pass(knocker, gapMillis * MILLISECOND, rate, ports);
        }
      }
      heard += opened(knocker) > before ? 1 : 0;
    }
    return heard;
  }

  private int oneOf(List<Port> ports) {
    return ports.get(random.nextInt(ports.size())).number();
  }

  private static List<Port> portsOf(List<Sequence> sequences) {
    return sequences.stream().flatMap(sequence -> sequence.ports().stream()).toList();
  }

  private static long opened(Knocker knocker) {
    return knocker.claims().stream().filter(claim -> "nas".equals(claim.knock())).count();
  }

  /// Lets time pass, with a Poisson stream of spoofed packets in it.
  private void pass(Knocker knocker, long nanos, int rate, IntSupplier ports) {
    long left = nanos;
    long next = pause(rate);
    while (next < left) {
      knocker.after(next).knock(Port.tcp(ports.getAsInt()));
      left -= next;
      next = pause(rate);
    }
    knocker.after(left);
  }

  private long pause(int rate) {
    return (long) (-Math.log(1 - random.nextDouble()) * SECOND / rate);
  }
}
