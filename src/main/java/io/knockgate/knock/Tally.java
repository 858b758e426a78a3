package io.knockgate.knock;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// Counts what is refused without a word, by reason. Any thread may count and ask; counting
/// allocates nothing in the end.
///
/// @param <R> the reasons: constants whose names are told in lower case, `BAD_LENGTH` as
///     `bad-length`
public final class Tally<R extends Enum<R> & Tally.Reason> {
  private volatile Map<R, LongAdder> counts;

  /// Why something is refused without a word.
  public interface Reason {
    /// The same in the operator's words.
    String words();
  }

  /// @param reasons every reason there is
  public Tally(Class<R> reasons) {
    var zeros = new EnumMap<R, LongAdder>(reasons);
    for (var reason : reasons.getEnumConstants()) {
      zeros.put(reason, new LongAdder());
    }
    this.counts = zeros;
  }

  /// From now on both count together, from where the other one is. What was counted here is
  /// forgotten.
  public void join(Tally<R> other) {
    counts = other.counts;
  }

  /// One more.
  public void count(R reason) {
    Objects.requireNonNull(counts.get(reason)).increment();
  }

  /// How many of each reason there were, in the order of the constants.
  public Map<String, Long> counts() {
    var told = new LinkedHashMap<String, Long>();
    counts.forEach((reason, count) -> told.put(name(reason), count.sum()));
    return told;
  }

  /// What each reason says, in the operator's words.
  public Map<String, String> words() {
    var told = new LinkedHashMap<String, String>();
    counts.keySet().forEach(reason -> told.put(name(reason), reason.words()));
    return told;
  }

  private static String name(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
