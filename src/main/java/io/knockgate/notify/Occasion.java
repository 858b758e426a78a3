package io.knockgate.notify;

import io.knockgate.journal.Event;
import java.util.Locale;
import java.util.Optional;

/// What people can be told of.
public enum Occasion {
  /// A lease was opened or renewed.
  OPENED,
  /// A lease was closed.
  CLOSED,
  /// A knock was recognised and refused.
  REFUSED,
  /// A job is over and did what it is for.
  JOB_OK,
  /// A job is over and did not, or was given up because it could not begin in time.
  JOB_FAILED;

  /// What an event is an occasion for; empty where people are not told of it.
  public static Optional<Occasion> of(Event event) {
    return switch (event) {
      case Event.Granted _ -> Optional.of(OPENED);
      case Event.Closed _ -> Optional.of(CLOSED);
      case Event.Refused _ -> Optional.of(REFUSED);
      case Event.Job job ->
          switch (job.stage()) {
            case DONE -> Optional.of(JOB_OK);
            case FAILED, MISSED -> Optional.of(JOB_FAILED);
            case PROMISED, STARTED, RETRYING, STOPPED -> Optional.empty();
          };
      case Event.Notice _ -> Optional.empty();
    };
  }

  /// As it is written under `on:`: `job-ok`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
