package io.knockgate.job;

import io.knockgate.action.Course;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// When a job is to begin.
///
/// @param at that moment, by both clocks
/// @param byWall which of them decides when they come apart: the wall clock for hours that people
///     named, the monotonic one for a delay
public record Due(Moment at, boolean byWall) {
  /// When an action may be done, this much later than now at the soonest: empty where its hours are
  /// over then and it does not wait for the next.
  static Optional<Due> of(Course course, Duration after, Moment now) {
    var soonest = now.plus(after);
    var hours = course.hours().orElse(null);
    if (hours == null || hours.window().contains(soonest.wall())) {
      return Optional.of(new Due(soonest, false));
    }
    if (!hours.waits()) {
      return Optional.empty();
    }
    var next = hours.window().next(soonest.wall());
    return Optional.of(new Due(now.plus(Duration.between(now.wall(), next)), true));
  }

  /// How long ago it was, by the clock that decides; negative where it is yet to come.
  Duration ago(Moment now) {
    return byWall ? Duration.between(at.wall(), now.wall()) : at.until(now);
  }

  /// The same moment, after the wall clock was stepped.
  public Due settled(Moment now) {
    return byWall
        ? new Due(now.plus(Duration.between(now.wall(), at.wall())), true)
        : new Due(now.plus(now.until(at)), false);
  }

  /// The moment by the wall clock, to the second.
  @Override
  public String toString() {
    return at.wall().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
