package io.knockgate.knock.sequence;

import static io.knockgate.knock.sequence.Knocker.CLIENT;
import static io.knockgate.knock.sequence.Knocker.MILLISECOND;
import static io.knockgate.knock.sequence.Knocker.SECOND;
import static io.knockgate.knock.sequence.Sequences.ANY_PORT;
import static io.knockgate.knock.sequence.Sequences.NAS;
import static io.knockgate.knock.sequence.Sequences.NAS_SHUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Port;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Somebody sends packets with the client's own source address while the client knocks, and all the
/// time between its knocks.
class InterferenceTest {
  private final Random random = new Random(42);

  @ParameterizedTest(name = "{0} a second, knocks {1} ms apart: at least {2} of 100")
  @CsvSource({
    "1, 100, 100",
    "1, 200, 100",
    "5, 100, 100",
    "5, 200, 100",
    "20, 100, 98",
    "20, 200, 95",
    "20, 1, 100",
    "100, 1, 98"
  })
  void packetsToAnyPortsDoNotSpoilAKnock(int rate, int gap, int atLeast) {
    var knocker = new Knocker(NAS, NAS_SHUT, ANY_PORT);
    assertThat(heard(knocker, rate, gap, () -> 1 + random.nextInt(65535)))
        .isGreaterThanOrEqualTo(atLeast);
  }

  @ParameterizedTest(name = "{0} a second, knocks {1} ms apart: at least {2} of 100")
  @CsvSource({"1, 200, 100", "5, 200, 100", "20, 100, 98", "20, 200, 95"})
  void packetsToTheKnocksOwnPortsDoNotSpoilIt(int rate, int gap, int atLeast) {
    assertThat(
            heard(new Knocker(NAS), rate, gap, () -> NAS.ports().get(random.nextInt(5)).number()))
        .isGreaterThanOrEqualTo(atLeast);
  }

  @ParameterizedTest(name = "20 a second to port {0}: at least 95 of 100")
  @CsvSource({"2033", "3022", "6712", "4998", "4113", "80"})
  void packetsToOnePortDoNotSpoilAKnock(int port) {
    assertThat(heard(new Knocker(NAS), 20, 200, () -> port)).isGreaterThanOrEqualTo(95);
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

  /// How many of a hundred knocks, a second apart, open the door.
  private int heard(Knocker knocker, int rate, int gapMillis, IntSupplier spoofedPorts) {
    int heard = 0;
    for (int i = 0; i < 100; i++) {
      long before = opened(knocker);
      pass(knocker, SECOND, rate, spoofedPorts);
      for (var port : NAS.ports()) {
        pass(knocker, gapMillis * MILLISECOND, rate, spoofedPorts);
        knocker.knock(port);
      }
      heard += opened(knocker) > before ? 1 : 0;
    }
    return heard;
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
