package io.knockgate.knock.sequence;

import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All that is bounded, so that strangers can make nothing grow. What depends on the configuration
/// follows from the sequences alone.
///
/// - Sources: 65,536; which one goes for a newcomer is in [Sources].
/// - Attempts of a source: one for each sequence and each number of knocks heard, at most
///   [#attempts]; then the one goes that moved longest ago, and of several the one that is least
///   far.
/// - Time of an attempt: its sequence's `within`. Strays of an attempt: [Odds].
/// - Attempts that a source may lose before it is forgiven nothing, and before it is deaf:
///   [Patience].
/// - Remembered packets of a source, to know retransmissions: [#echoes].
///
/// Memory: 1.4 MB when nobody knocks, 22 MB after a flood of first knocks from everywhere, and at
/// most 60 MB more when the flood knows five sequences by heart, for 48 bytes an attempt.
///
/// @param odds how many strays an attempt may meet
/// @param known the ports of all lasting sequences, which are no strays; none if they are more than
///     an eighth of what is watched, because a scan would meet too few others
/// @param attempts the most that one source has under way
/// @param echoes how many packets of one source are remembered
/// @param longest nanoseconds after which a source that is quiet can't come further
record Bounds(Odds odds, Set<Port> known, int attempts, int echoes, long longest) {
  /// How many sources are remembered unless a test says otherwise.
  static final int SOURCES = 65_536;

  /// Attempts that a source can have under way beside those that one packet begins.
  static final int ATTEMPTS = 16;

  /// Of so many watched ports one may be known.
  private static final int KNOWN = 8;

  /// The fewest packets that are remembered: at a knock a second as long as three retransmissions
  /// take.
  static final int ECHOES = 8;

  static Bounds of(PortRange watch, List<Sequence> lasting, List<Rolling> rollings) {
    int rolling = rollings.size() * Beginnings.PERIODS;
    long begunByOnePort =
        lasting.stream()
            .collect(Collectors.groupingBy(s -> s.ports().getFirst(), Collectors.counting()))
            .values()
            .stream()
            .max(Long::compare)
            .orElse(0L);
    int longest =
        Stream.concat(
                lasting.stream().map(Sequence::length), rollings.stream().map(Rolling::length))
            .max(Integer::compare)
            .orElse(0);
    return new Bounds(
        new Odds(lasting.size() + rolling, watch.size()),
        known(watch, lasting),
        ATTEMPTS + Math.toIntExact(begunByOnePort) + rolling,
        Math.max(ECHOES, longest),
        Stream.concat(
                lasting.stream().map(Sequence::within), rollings.stream().map(Rolling::within))
            .max(Duration::compareTo)
            .orElse(Duration.ZERO)
            .toNanos());
  }

  private static Set<Port> known(PortRange watch, List<Sequence> lasting) {
    var known = new HashSet<Port>();
    for (var sequence : lasting) {
      known.addAll(sequence.ports());
      var spell = sequence.spell();
      if (spell != null) {
        for (int digit = 0; digit < 10; digit++) {
          known.add(Port.tcp(spell.range().first() + digit));
        }
      }
    }
    return KNOWN * known.size() > Math.min(watch.size(), Odds.FAVOURITES) ? Set.of() : known;
  }
}
