package io.knockgate.knock.sequence;

import static io.knockgate.knock.sequence.Knocker.MILLISECOND;
import static io.knockgate.knock.sequence.Knocker.SECOND;
import static io.knockgate.knock.sequence.Sequences.ANY_PORT;
import static io.knockgate.knock.sequence.Sequences.NAS;
import static io.knockgate.knock.sequence.Sequences.NAS_SHUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Port;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A scan opens nothing, whatever its order and speed, and an honest knock right after it is heard.
class ScanTest {
  private static final List<Integer> ALL = IntStream.rangeClosed(1, 65535).boxed().toList();
  private static final Sequence TAIL = Sequences.tcp("tail", 61001, 33002, 47003, 29004);

  @ParameterizedTest
  @ValueSource(longs = {0, 1000, 100_000, MILLISECOND, 25 * MILLISECOND, SECOND})
  void anAscendingSweepOpensNothing(long pace) {
    opensNothing(ALL, pace, NAS, NAS_SHUT, ANY_PORT, TAIL);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1000, 100_000, MILLISECOND, 25 * MILLISECOND, SECOND})
  void aDescendingSweepOpensNothing(long pace) {
    opensNothing(ALL.reversed(), pace, NAS, NAS_SHUT, ANY_PORT, TAIL);
  }

  @ParameterizedTest
  @ValueSource(longs = {1000, 100_000, 10 * MILLISECOND})
  void twentySweepsOpenNothing(long pace) {
    var sweeps = new ArrayList<Integer>();
    Collections.nCopies(20, ALL).forEach(sweeps::addAll);
    opensNothing(sweeps, pace, NAS, NAS_SHUT, ANY_PORT, TAIL);
  }

  @Test
  void twentyShortSweepsOpenNothing() {
    var sweeps = new ArrayList<Integer>();
    var thousand = IntStream.rangeClosed(1001, 2000).boxed().toList();
    Collections.nCopies(20, thousand).forEach(sweeps::addAll);
    opensNothing(sweeps, 100_000, Sequences.tcp("near", 1500, 1501, 1100, 1101), ANY_PORT);
  }

  @Test
  void aThousandSweepsInRandomOrderOpenNothing() {
    var ports = new ArrayList<>(IntStream.rangeClosed(1, 7000).boxed().toList());
    for (int seed = 0; seed < 1000; seed++) {
      Collections.shuffle(ports, new Random(seed));
      opensNothing(ports, 50_000, NAS, NAS_SHUT, ANY_PORT);
    }
  }

  @Test
  void slowSweepsInRandomOrderOpenNothing() {
    var ports = new ArrayList<>(ALL);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(ports, new Random(seed));
      opensNothing(ports, 30 * MILLISECOND, NAS, NAS_SHUT, ANY_PORT, TAIL);
      opensNothing(ports, SECOND, NAS, NAS_SHUT, ANY_PORT, TAIL);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1000, MILLISECOND, 100 * MILLISECOND, SECOND})
  void aWalkThroughAllPairsOfAHundredPortsOpensNothing(long pace) {
    for (int seed = 0; seed < 20; seed++) {
      var ports = new ArrayList<>(IntStream.range(7000, 7100).boxed().toList());
      Collections.shuffle(ports, new Random(seed));
      opensNothing(
          allPairs(ports),
          pace,
          Sequences.tcp("five", 7044, 7012, 7093, 7051, 7020),
          Sequences.tcp("six", 7012, 7099, 7031, 7060, 7005, 7078));
    }
  }

  @Test
  void aFastWalkThroughAllPairsOpensNotEvenFourPorts() {
    for (int seed = 0; seed < 50; seed++) {
      var ports = new ArrayList<>(IntStream.range(7000, 7100).boxed().toList());
      Collections.shuffle(ports, new Random(seed));
      opensNothing(allPairs(ports), MILLISECOND, Sequences.tcp("four", 7044, 7012, 7093, 7051));
    }
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
      var ports = new ArrayList<>(IntStream.range(7000, 7100).boxed().toList());
      Collections.shuffle(ports, new Random(seed));
      var knocker = new Knocker(Sequences.tcp("three", 7044, 7012, 7093));
      for (int third : ports) {
        for (int port : List.of(7044, 7012, third)) {
          knocker.after(100_000).tcp(port);
        }
      }
      opened += knocker.claims().size();
    }
    assertThat(opened).isBetween(1, 45);
  }

  private static void opensNothing(List<Integer> scan, long pace, Sequence... sequences) {
    var knocker = new Knocker(sequences);
    for (int port : scan) {
      knocker.after(pace).knock(Port.tcp(port));
    }
    assertThat(knocker.claims()).isEmpty();
    assertThat(knocker.isHeard(sequences[0])).as("an honest knock right after").isTrue();
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
