package io.knockgate.time;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Hours of some days of the week at some place on Earth, such as Monday to Friday, 08:00 to 18:00
/// in Berlin. Where a clock change leaves out the beginning, they begin with the change; where it
/// repeats a beginning or an end, the first one counts.
///
/// @param days the days on which they begin; not empty
/// @param from the first minute
/// @param to the first minute that is no more of them; of the next day where it is not after `from`
/// @param zone whose clock it is
public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
  /// How far a day of the week can be away.
  private static final int WEEK = 7;

  /// For how many days hours are followed that never end: longer than any [Span].
  private static final int LONGEST = 367;

  public Window {
    days = Set.copyOf(days);
    if (days.isEmpty()) {
      throw new IllegalArgumentException("no day");
    }
  }

  /// Every day.
  public static Set<DayOfWeek> everyDay() {
    return EnumSet.allOf(DayOfWeek.class);
  }

  /// When the hours end that this moment lies in; empty outside of them. Hours that begin when
  /// others end are one with them.
  public Optional<Instant> end(Instant at) {
    var end = endOfDay(at);
    for (int day = 0; day < LONGEST && end.isPresent(); day++) {
      var next = endOfDay(end.get());
      if (next.isEmpty()) {
        break;
      }
      end = next;
    }
    return end;
  }

  private Optional<Instant> endOfDay(Instant at) {
    var today = LocalDate.ofInstant(at, zone);
    // Yesterday's may last until today.
    for (var day = today.minusDays(1); !day.isAfter(today); day = day.plusDays(1)) {
      if (days.contains(day.getDayOfWeek()) && !at.isBefore(begin(day)) && at.isBefore(end(day))) {
        return Optional.of(end(day));
      }
    }
    return Optional.empty();
  }

  /// Whether this moment lies in them.
  public boolean contains(Instant at) {
    return endOfDay(at).isPresent();
  }

  /// When the next ones begin: this moment where it lies in them.
  public Instant next(Instant at) {
    if (contains(at)) {
      return at;
    }
    var today = LocalDate.ofInstant(at, zone);
    for (int ahead = 0; ahead <= WEEK + 1; ahead++) {
      var day = today.plusDays(ahead);
      // A change of the clock may leave nothing of a day's hours.
      if (days.contains(day.getDayOfWeek())
          && !begin(day).isBefore(at)
          && begin(day).isBefore(end(day))) {
        return begin(day);
      }
    }
    return begin(today.plusDays(2L * WEEK));
  }

  /// `mon tue wed thu fri 08:00-18:00 Europe/Berlin`.
  @Override
  public String toString() {
    return days.stream()
            .sorted()
            .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" "))
        + (" " + from + "-" + to + " " + zone);
  }

  private Instant begin(LocalDate day) {
    return instant(day.atTime(from));
  }

  private Instant end(LocalDate day) {
    return instant((to.isAfter(from) ? day : day.plusDays(1)).atTime(to));
  }

  /// The first time that the clock shows this; where it never does, when it leaves it out.
  private Instant instant(LocalDateTime local) {
    var rules = zone.getRules();
    var offsets = rules.getValidOffsets(local);
    return offsets.isEmpty()
        ? rules.getTransition(local).getInstant()
        : local.toInstant(offsets.getFirst());
  }
}
