package io.knockgate.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTest {
  @Test
  void hoursWhoseBeginningTheClockLeavesOutBeginWithTheChange() {
    var window = window("02:30", "04:00", "Europe/Berlin", DayOfWeek.SUNDAY);
    var change = Instant.parse("2026-03-29T01:00:00Z");
    assertThat(window.next(Instant.parse("2026-03-28T12:00:00Z"))).isEqualTo(change);
    assertThat(window.end(change)).contains(Instant.parse("2026-03-29T02:00:00Z"));
  }

  @Test
  void hoursOverMidnightBelongToTheDayOnWhichTheyBegin() {
    var window = window("22:00", "06:00", "Europe/Berlin", DayOfWeek.FRIDAY);
    assertThat(window.end(Instant.parse("2026-03-07T04:00:00Z")))
        .contains(Instant.parse("2026-03-07T05:00:00Z"));
    assertThat(window.contains(Instant.parse("2026-03-06T04:00:00Z"))).isFalse();
  }

  @Test
  void hoursThatBeginWhenOthersEndAreOneWithThem() {
    var window = window("00:00", "00:00", "UTC", DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY);
    var tuesday = Instant.parse("2026-03-10T12:00:00Z");
    assertThat(window.contains(tuesday)).isTrue();
    assertThat(window.end(tuesday)).contains(Instant.parse("2026-03-12T00:00:00Z"));
  }

  @Test
  void itIsToldAsDaysHoursAndZone() {
    assertThat(window("08:00", "18:00", "Europe/Berlin", DayOfWeek.FRIDAY, DayOfWeek.MONDAY))
        .hasToString("mon fri 08:00-18:00 Europe/Berlin");
  }

  /// Around every change of the clock, minute by minute: the next hours begin at the first minute
  /// that lies in them, and end at the first that does not.
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026-03-27T00:00:00Z",
    "Europe/Berlin, 2026-10-23T00:00:00Z",
    "America/New_York, 2026-03-06T00:00:00Z",
    "America/New_York, 2026-10-30T00:00:00Z",
    "Australia/Lord_Howe, 2026-04-03T00:00:00Z",
    "Australia/Lord_Howe, 2026-10-02T00:00:00Z",
  })
  void beginningAndEndAreWhereTheMinutesSay(String zone, Instant from) {
    for (var hours : new String[] {"01:15-03:20", "02:10-02:40", "22:00-06:00", "08:00-18:00"}) {
      var window = window(hours.substring(0, 5), hours.substring(6), zone, DayOfWeek.values());
      var minute = Duration.ofMinutes(1);
      Instant next = null;
      Instant end = null;
      for (var at = from.plus(Duration.ofDays(5)); at.isAfter(from); at = at.minus(minute)) {
        if (window.contains(at)) {
          next = at;
        } else {
          end = at;
        }
        if (window.contains(at) && end != null) {
          assertThat(window.end(at)).as("%s %s", window, at).contains(end);
        }
        if (next != null) {
          assertThat(window.next(at)).as("%s %s", window, at).isEqualTo(next);
        }
      }
    }
  }

  private static Window window(String from, String to, String zone, DayOfWeek... days) {
    return new Window(Set.of(days), LocalTime.parse(from), LocalTime.parse(to), ZoneId.of(zone));
  }
}
