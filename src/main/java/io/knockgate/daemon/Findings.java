package io.knockgate.daemon;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Findings, a bounded number whatever was captured. Of one source, knock and verdict the first
/// [#EACH] are kept, and one that stands for the others; of many sources the latest. What strangers
/// bring about, knocks that are only begun or prove nobody, is kept apart from the rest, so that a
/// flood of it displaces nothing else.
final class Findings {
  static final int EACH = 3;
  static final int MOST = 10_000;

  private final Map<Kind, Tally> noise = new LinkedHashMap<>();
  private final Map<Kind, Tally> others = new LinkedHashMap<>();
  private long leftOut;

  private record Kind(long site, String knock, Finding.Verdict verdict) {}

  private static final class Tally {
    final List<Finding> first = new ArrayList<>(1);
    int more;
    @Nullable Finding last;

    void add(Finding finding) {
      if (first.size() < EACH) {
        first.add(finding);
      } else {
        more++;
        last = finding;
      }
    }

    int count() {
      return first.size() + more;
    }

    List<Finding> told() {
      var told = new ArrayList<>(first);
      if (last != null) {
        told.add(last.standingFor(more));
      }
      return told;
    }
  }

  /// Takes one.
  ///
  /// @param noise whether the knock has come no further than its first packet, or proves nobody
  void add(Finding finding, boolean noise) {
    var tallies = noise ? this.noise : others;
    var kind = new Kind(finding.source().siteBits(), finding.knock(), finding.verdict());
    tallies.computeIfAbsent(kind, _ -> new Tally()).add(finding);
    if (tallies.size() > MOST) {
      var eldest = tallies.values().iterator();
      leftOut += eldest.next().count();
      eldest.remove();
    }
  }

  /// All that are kept, in the order of their times.
  List<Finding> all() {
    return Stream.of(noise, others)
        .flatMap(tallies -> tallies.values().stream())
        .flatMap(tally -> tally.told().stream())
        .sorted(Comparator.comparing(Finding::at))
        .toList();
  }

  /// How many findings nothing is kept of.
  long leftOut() {
    return leftOut;
  }
}
