package io.knockgate.config;

import io.knockgate.action.Course;
import io.knockgate.action.Overlap;
import io.knockgate.action.Retry;
import io.knockgate.net.BadValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Reads when an action is done, and what if it can't be.
final class CourseReader {
  private static final int MOST_RETRIES = 100;

  private final Section section;

  private CourseReader(Section section) {
    this.section = section;
  }

  static Course read(Section action, List<WrittenStep> steps) {
    return new CourseReader(action).read(steps);
  }

  private Course read(List<WrittenStep> steps) {
    var after = section.get("after").flatMap(item -> item.text(Forms::time));
    var when = section.get("when");
    var hours = when.flatMap(item -> item.section(HoursReader::read)).flatMap(Function.identity());
    var late = section.get("late").flatMap(item -> item.text(CourseReader::late));
    var overlap = section.get("overlap").flatMap(item -> item.word(Overlap.class));
    var retry =
        section
            .get("retry")
            .flatMap(item -> item.section(CourseReader::retry))
            .flatMap(Function.identity());
    if (steps.stream().allMatch(WrittenStep.Door.class::isInstance)
        && section.get("after").isEmpty()
        && (when.isEmpty() || hours.filter(its -> !its.waits()).isPresent())) {
      opensAtOnce();
    }
    return new Course(
        after.map(Placed::value).orElse(Duration.ZERO),
        hours,
        late.map(Placed::value).orElse(Course.LATE),
        overlap.orElse(Overlap.SKIP),
        retry.orElse(Retry.NEVER));
  }

  /// Without a job there is nothing to be late or to fail; what follows the doors is one, but it
  /// always waits for those before it.
  private void opensAtOnce() {
    var keys =
        section.get("then").isPresent() ? List.of("overlap") : List.of("late", "overlap", "retry");
    for (var key : keys) {
      section
          .get(key)
          .ifPresent(item -> section.problems().add(item.keyPlace(), Fault.NO_JOB, key));
    }
  }

  /// How late a job may begin: `never` is not at all.
  private static Duration late(String text) throws BadValue {
    return text.equals("never") ? Duration.ZERO : Forms.time(text);
  }

  private static Optional<Retry> retry(Section section) {
    var times = section.require("times").flatMap(item -> item.number(1, MOST_RETRIES));
    var after = section.require("after").flatMap(item -> item.text(Forms::time));
    return times.flatMap(count -> after.map(time -> new Retry(count, time.value())));
  }
}
