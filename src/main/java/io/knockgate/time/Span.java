package io.knockgate.time;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A length of time as people write it: `15s`, `10m`, `4h`, `2d`, `1h30m`. Each unit at most once,
/// the largest first.
public final class Span {
  /// The longest time that can be written: more is a slip of the pen, not a wish.
  public static final Duration LONGEST = Duration.ofDays(366);

  private static final Pattern FORM =
      Pattern.compile("(?=.)(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?");

  private Span() {}

  /// Reads a time of whole seconds, zero to [#LONGEST]; empty where the text is not one.
  public static Optional<Duration> parse(String text) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    var time =
        Duration.ofDays(count(match, 1))
            .plusHours(count(match, 2))
            .plusMinutes(count(match, 3))
            .plusSeconds(count(match, 4));
    return time.compareTo(LONGEST) <= 0 ? Optional.of(time) : Optional.empty();
  }

  private static long count(Matcher match, int unit) {
    var digits = match.group(unit);
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /// The shortest text that [#parse] reads as this time. Fractions of a second are cut off, a
  /// negative time is `0s`.
  public static String format(Duration time) {
    if (time.toSeconds() <= 0) {
      return "0s";
    }
    var text = new StringBuilder();
    append(text, time.toDays(), 'd');
    append(text, time.toHoursPart(), 'h');
    append(text, time.toMinutesPart(), 'm');
    append(text, time.toSecondsPart(), 's');
    return text.toString();
  }

  private static void append(StringBuilder text, long count, char unit) {
    if (count > 0) {
      text.append(count).append(unit);
    }
  }
}
