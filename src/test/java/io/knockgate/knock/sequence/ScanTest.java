package io.knockgate.knock.sequence;

import static io.knockgate.knock.sequence.Knocker.MILLISECOND;
import static io.knockgate.knock.sequence.Knocker.SECOND;
import static io.knockgate.knock.sequence.Sequences.ANY_PORT;
import static io.knockgate.knock.sequence.Sequences.NAS;
import static io.knockgate.knock.sequence.Sequences.NAS_SHUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A scan opens nothing, whatever its order and speed, and an honest knock right after it is heard.
class ScanTest {
  private static final List<Integer> ALL = ports(1, 65535);
  private static final Sequence TAIL = Sequences.tcp("tail", 61001, 33002, 47003, 29004);
  private static final List<Sequence> FIVE =
      List.of(NAS, NAS_SHUT, ANY_PORT, TAIL, Sequences.tcp("fifth", 50123, 2211, 38006, 9044));

  @ParameterizedTest
  @ValueSource(longs = {0, 1000, 100_000, MILLISECOND, 25 * MILLISECOND, SECOND})
  void anAscendingSweepOpensNothing(long pace) {
    opensNothing(PortRange.ALL, FIVE, ALL, pace);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1000, 100_000, MILLISECOND, 25 * MILLISECOND, SECOND})
  void aDescendingSweepOpensNothing(long pace) {
    opensNothing(PortRange.ALL, FIVE, ALL.reversed(), pace);
  }

  @ParameterizedTest
  @ValueSource(longs = {1000, 100_000, 10 * MILLISECOND})
  void twentySweepsOpenNothing(long pace) {
    opensNothing(PortRange.ALL, FIVE, times(20, ALL), pace);
  }

  @Test
  void twentySweepsOfASmallRangeOpenNothing() {
    for (int size : new int[] {100, 1000}) {
      var watch = new PortRange(7000, 6999 + size);
      var sweeps = times(20, ports(watch.first(), watch.last()));
      for (long seed = 0; seed < 100; seed++) {
        var sequences = within(watch, new Random(seed));
        for (long pace : new long[] {100_000, 6 * MILLISECOND, 100 * MILLISECOND, SECOND}) {
          opensNothing(watch, sequences, sweeps, pace);
          opensNothing(watch, sequences, sweeps.reversed(), pace);
        }
      }
    }
  }

  /// At the paces of a fast scanner, of one that is just slow enough to be forgiven strays, and of
  /// one that is slower than interference.
  @Test
  void aThousandSweepsInRandomOrderOpenNothing() {
    long[] paces = {50_000, MILLISECOND, 6 * MILLISECOND, 30 * MILLISECOND};
    var ports = new ArrayList<>(ALL);
    for (int seed = 0; seed < 1000; seed++) {
      shuffle(ports, seed);
      opensNothing(PortRange.ALL, FIVE, ports, paces[seed % paces.length]);
    }
  }

  /// The odds are one in 100,000 for each attempt that is forgiven all strays.
  @Test
  void aThousandSweepsOfASmallRangeInRandomOrderOpenNothing() {
    for (int size : new int[] {100, 1000}) {
      var watch = new PortRange(7000, 6999 + size);
      var ports = new ArrayList<>(ports(watch.first(), watch.last()));
      for (int seed = 0; seed < 1000; seed++) {
        shuffle(ports, seed);
        var sequences = within(watch, new Random(seed));
        for (long pace : new long[] {100_000, 6 * MILLISECOND, 100 * MILLISECOND, SECOND}) {
          opensNothing(watch, sequences, ports, pace);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1000})
  void aPacketASecondForAMonthOpensNothing(int size) {
    var watch = new PortRange(7000, 6999 + size);
    var random = new Random(size);
    var month = random.ints(30 * 86_400, watch.first(), watch.last() + 1).boxed().toList();
    opensNothing(watch, within(watch, random), month, SECOND);
  }

  @ParameterizedTest
  @ValueSource(longs = {1000, MILLISECOND, 6 * MILLISECOND, 100 * MILLISECOND, SECOND})
  void aWalkThroughAllPairsOfAHundredPortsOpensNothing(long pace) {
    var watch = new PortRange(7000, 7099);
    for (int seed = 0; seed < 20; seed++) {
      var ports = new ArrayList<>(ports(7000, 7099));
      shuffle(ports, seed);
      opensNothing(watch, within(watch, new Random(seed)), allPairs(ports), pace);
    }
  }

  /// Who watches all ports can't know that a scanner has chosen the right hundred, so a walk that
  /// is slow enough has odds of 1 in 22 for a single sequence of four, and hardly more in all.
  @ParameterizedTest
  @CsvSource({"1000, 0", "1000000, 0", "6000000, 6", "100000000, 6", "1000000000, 0"})
  void aWalkThroughTheRightHundredPortsOfAllSeldomOpensAnything(long pace, int most) {
    int opened = 0;
    for (int seed = 0; seed < 100; seed++) {
      var ports = new ArrayList<>(ports(7000, 7099));
      shuffle(ports, seed);
      var knocker = new Knocker(Sequences.tcp("four", 7044, 7012, 7093, 7051));
      for (int port : allPairs(ports)) {
        knocker.after(pace).knock(Port.tcp(port));
      }
      opened += knocker.claims().isEmpty() ? 0 : 1;
    }
    assertThat(opened).isLessThanOrEqualTo(most);
  }

  @Test
  void aWalkThroughAllPairsHasThemAll() {
    var walk = allPairs(IntStream.range(0, 10).boxed().toList());
    var pairs =
        IntStream.range(0, 100).mapToObj(i -> walk.get(i) + " " + walk.get((i + 1) % 100)).toList();
    assertThat(pairs).hasSize(100).doesNotHaveDuplicates();
  }

  /// The order is as long as the sequence, so the walk must contain it; but long before it gets
  /// there, on average, the source is deaf.
  @Test
  void aWalkThroughAllTriplesOfPortsGetsDeaf() {
    int opened = 0;
    for (int seed = 0; seed < 100; seed++) {
      var ports = new ArrayList<>(ports(7000, 7099));
      shuffle(ports, seed);
      var knocker = new Knocker(Sequences.tcp("three", 7044, 7012, 7093));
      for (int third : ports) {
        for (int port : List.of(7044, 7012, third)) {
          knocker.after(100_000).tcp(port);
        }
      }
      opened += knocker.claims().size();
    }
    assertThat(opened).isBetween(1, 50);
  }

  private static void opensNothing(
      PortRange watch, List<Sequence> sequences, List<Integer> scan, long pace) {
    var knocker = new Knocker(watch, sequences);
    for (int port : scan) {
      knocker.after(pace).knock(Port.tcp(port));
    }
    assertThat(knocker.claims()).isEmpty();
    assertThat(knocker.isHeard(sequences.getFirst())).as("an honest knock right after").isTrue();
  }

  /// Five sequences of four to six ports.
  private static List<Sequence> within(PortRange watch, Random random) {
    var ports = new ArrayList<>(ports(watch.first(), watch.last()));
    Collections.shuffle(ports, random);
    var sequences = new ArrayList<Sequence>();
    for (int i = 0; i < 5; i++) {
      var numbers = ports.subList(6 * i, 6 * i + 4 + i % 3);
      sequences.add(Sequences.tcp("s" + i, numbers.stream().mapToInt(Integer::intValue).toArray()));
    }
    return sequences;
  }

  private static List<Integer> ports(int first, int last) {
    return IntStream.rangeClosed(first, last).boxed().toList();
  }

  private static List<Integer> times(int times, List<Integer> ports) {
    return Collections.nCopies(times, ports).stream().flatMap(List::stream).toList();
  }

  private static void shuffle(List<Integer> ports, long seed) {
    Collections.shuffle(ports, new SplittableRandom(seed));
  }

  /// A De Bruijn sequence of order 2: every pair of ports once, side by side.
  private static List<Integer> allPairs(List<Integer> ports) {
    var walk = new ArrayList<Integer>();
    for (int i = 0; i < ports.size(); i++) {
      walk.add(ports.get(i));
      for (int j = i + 1; j < ports.size(); j++) {
        walk.add(ports.get(i));
        walk.add(ports.get(j));
      }
    }
    return walk;
  }
}
