package io.knockgate.knock.sequence;

import static io.knockgate.knock.sequence.Knocker.CLIENT;
import static io.knockgate.knock.sequence.Knocker.GATEWAY;
import static io.knockgate.knock.sequence.Knocker.MILLISECOND;
import static io.knockgate.knock.sequence.Knocker.SECOND;
import static io.knockgate.knock.sequence.Sequences.NAS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.knockgate.knock.Recognition;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.packet.Packet;
import io.knockgate.time.WallClock;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// 400,000 spoofed packets a second to the ports of a sequence, from sources all over the world,
/// while somebody knocks honestly.
class FloodTest {
  private static final long APART = SECOND / 400_000;

  private final SplittableRandom random = new SplittableRandom(3);
  private final SequenceMethod method =
      new SequenceMethod(
          PortRange.ALL,
          List.of(NAS),
          List.of(),
          WallClock.OF_THE_MACHINE,
          Bounds.SOURCES,
          0x5eedL);
  private long nanos;

  @ParameterizedTest(name = "{0} knocks, {1} ms apart, ports {2}: at least {3} are heard")
  @CsvSource({"200, 1, all, 200", "5, 100, all, 5", "200, 1, first, 200", "10, 40, first, 9"})
  void anHonestKnockIsHeardInAFlood(int knocks, int gapMillis, String ports, int atLeast) {
    flood(SECOND / 2, ports);
    int heard = 0;
    for (int i = 0; i < knocks; i++) {
      Recognition last = Recognition.UNHEARD;
      for (var port : NAS.ports()) {
        last = method.consider(new Packet(CLIENT, GATEWAY, i, port, i, nanos, 0));
        flood(gapMillis * MILLISECOND, ports);
      }
      heard += last instanceof Recognition.Complete ? 1 : 0;
    }
    assertThat(heard).isGreaterThanOrEqualTo(atLeast);
  }

  /// A method that remembers so few sources that all of them compete, of which these have knocked.
  private static Knocker crowd(int sources, Port port, Sequence... sequences) {
    var few =
        new SequenceMethod(
            PortRange.ALL, List.of(sequences), List.of(), WallClock.OF_THE_MACHINE, 8, 0x5eedL);
    var knocker = new Knocker(few);
    for (int source = 1; source <= sources; source++) {
      knocker.after(MILLISECOND).send(knocker.packet(Address.v4(source), port));
    }
    return knocker;
  }

  @Test
  void whoHasHeardTwoKnocksIsNotForgottenForWhoHasHeardOne() {
    var first = NAS.ports().getFirst();
    var crowd = crowd(0, first, NAS);
    crowd.tcp(2033, 3022);
    for (int source = 1; source <= 100; source++) {
      crowd.after(MILLISECOND).send(crowd.packet(Address.v4(source), first));
    }
    assertThat(crowd.tcp(6712, 4998, 4113)).isInstanceOf(Recognition.Complete.class);
  }

  @Test
  void whoTakesThePlaceOfAnotherSourceGoesOnWithNothingOfIts() {
    var one = Sequences.tcp("one", 5000, 6000);
    var other = Sequences.tcp("other", 6000, 7000);
    var crowd = crowd(8, Port.tcp(5000), one, other);
    assertThat(crowd.tcp(6000)).isEqualTo(new Recognition.Progress("other", 1, 2));
    assertThat(crowd.claims()).isEmpty();
  }

  @Test
  void whatMattersToNobodyAllocatesNothing() {
    var packets = new Packet[4096];
    for (int i = 0; i < packets.length; i++) {
      var source =
          i % 2 == 0
              ? Address.v4(random.nextInt())
              : Address.v6(0x2000000000000000L | random.nextLong() >>> 8, random.nextLong());
      packets[i] = new Packet(source, GATEWAY, 1, Port.tcp(10_000 + i), 1, i, 0);
    }
    flood(SECOND / 4, "all");
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int round = 0; round < 500; round++) {
      for (var packet : packets) {
        method.consider(packet);
      }
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .as("bytes for 2,048,000 packets")
        .isLessThan(100_000);
  }

  /// Every source has got all but the end of five knocks.
  @Test
  void whatAFloodThatKnowsAllKnocksLeavesBehindIsBounded() {
    var known =
        List.of(
            NAS,
            Sequences.tcp("backup", 61001, 33002, 47003, 29004),
            Sequences.tcp("third", 50123, 2211, 38006, 9044, 17310),
            Sequences.tcp("fourth", 5001, 44002, 23003, 1404, 7777),
            Sequences.tcp("fifth", 12345, 31415, 2718, 16180));
    long before = used();
    var knowing = new SequenceMethod(PortRange.ALL, known, List.of(), nanos -> Instant.EPOCH);
    for (int i = 0; i < 100_000; i++) {
      var source = Address.v4(random.nextInt());
      for (int step = 3; step > 0; step--) {
        for (var sequence : known) {
          for (var port : sequence.ports().subList(0, step)) {
            knowing.consider(new Packet(source, GATEWAY, 1, port, random.nextInt(), nanos++, 0));
          }
        }
      }
    }
    long megabytes = (used() - before) >> 20;
    assertThat(knowing.consider(new Packet(CLIENT, GATEWAY, 1, Port.tcp(1), 1, nanos, 0)))
        .isSameAs(Recognition.UNHEARD);
    assertThat(megabytes).as("MB").isLessThan(85);
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void flood(long time, String ports) {
    int reach = ports.equals("all") ? NAS.ports().size() : 1;
    for (long end = nanos + time; nanos < end; nanos += APART) {
      var source = Address.v4(random.nextInt());
      var port = NAS.ports().get(random.nextInt(reach));
      method.consider(new Packet(source, GATEWAY, 1, port, random.nextInt(), nanos, 0));
    }
  }
}
