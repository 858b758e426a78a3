package io.knockgate.config;

import io.knockgate.action.Hours;
import io.knockgate.net.BadValue;
import io.knockgate.time.Window;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Reads the value of `when`.
final class HoursReader {
  private static final int DAYS = 7;
  private static final String TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
  private static final String MIDNIGHT = "24:00";
  private static final Pattern HOURS = Pattern.compile("(%s)-(%1$s|%s)".formatted(TIME, MIDNIGHT));

  /// What becomes of a knock outside of the hours.
  private enum Outside {
    REFUSE,
    WAIT
  }

  /// @param to the first minute that is no more of them, or midnight
  private record Span(LocalTime from, LocalTime to) {
    static final Span WHOLE_DAY = new Span(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT);
  }

  private HoursReader() {}

  /// Empty where something could not be read, which has been told.
  static Optional<Hours> read(Section section) {
    var days = section.get("days");
    var hours = section.get("hours");
    if (days.isEmpty() && hours.isEmpty()) {
      section.problems().add(section.place(), Fault.NONE_OF, "days, hours", "when");
    }
    var outside = section.get("outside").flatMap(item -> item.word(Outside.class));
    var zone = section.require("zone").flatMap(item -> item.text(HoursReader::zone));
    var on = days.map(HoursReader::days).orElse(Window.everyDay());
    var span =
        hours.isEmpty()
            ? Optional.of(Span.WHOLE_DAY)
            : hours.flatMap(item -> item.text(HoursReader::span)).map(Placed::value);
    if (on.isEmpty() || span.isEmpty() || zone.isEmpty()) {
      return Optional.empty();
    }
    var window = new Window(on, span.get().from(), span.get().to(), zone.get().value());
    return Optional.of(new Hours(window, outside.orElse(Outside.REFUSE) == Outside.WAIT));
  }

  private static Set<DayOfWeek> days(Item written) {
    var days = EnumSet.noneOf(DayOfWeek.class);
    for (var item : written.isList() ? written.list(DAYS) : List.of(written)) {
      var range = item.text(HoursReader::range);
      for (var day : range.map(Placed::value).orElse(List.of())) {
        if (!days.add(day)) {
          item.problems().add(item.place(), Fault.REPEATED, word(day));
        }
      }
    }
    return days;
  }

  /// `mon`, or `mon-fri`; `fri-mon` is the long weekend.
  private static List<DayOfWeek> range(String text) throws BadValue {
    int hyphen = text.indexOf('-');
    if (hyphen < 0) {
      return List.of(day(text, text));
    }
    var first = day(text.substring(0, hyphen), text);
    var last = day(text.substring(hyphen + 1), text);
    int more = Math.floorMod(last.getValue() - first.getValue(), DAYS);
    return IntStream.rangeClosed(0, more).mapToObj(first::plus).toList();
  }

  private static DayOfWeek day(String word, String text) throws BadValue {
    for (var day : DayOfWeek.values()) {
      if (word(day).equals(word)) {
        return day;
      }
    }
    throw new BadValue(
        "days are written mon, mon-fri or [mon, wed, fri], in small letters; not \"" + text + "\"");
  }

  private static String word(DayOfWeek day) {
    return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
  }

  private static Span span(String text) throws BadValue {
    var match = HOURS.matcher(text);
    if (!match.matches()) {
      throw new BadValue(
          "hours are written 08:00-18:00, or 22:00-06:00 until the next day; not \"%s\""
              .formatted(text));
    }
    if (match.group(1).equals(match.group(2))) {
      throw new BadValue(text + " is no time at all; the whole day is 00:00-24:00");
    }
    return new Span(
        LocalTime.parse(match.group(1)),
        match.group(2).equals(MIDNIGHT) ? LocalTime.MIDNIGHT : LocalTime.parse(match.group(2)));
  }

  /// A name of the time zone database: it knows the clock changes, which an offset does not.
  private static ZoneId zone(String text) throws BadValue {
    var zones = ZoneId.getAvailableZoneIds();
    if (!zones.contains(text)) {
      throw new BadValue(
          "a time zone is written Europe/Berlin or UTC; there is no \"%s\"%s"
              .formatted(text, Nearest.suggest(text, zones)));
    }
    return ZoneId.of(text);
  }
}
