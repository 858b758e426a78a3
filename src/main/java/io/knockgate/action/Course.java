package io.knockgate.action;

import java.time.Duration;
import java.util.Optional;

/// When an action is done, and what if it can't be.
///
/// @param after how long after the knock; not negative
/// @param hours the hours at which it may be done; empty where it always may
/// @param late how long after its time a job may still begin that could not begin in time, such as
///     after a restart; not negative
/// @param overlap what becomes of a knock while the job of an earlier one is not over
/// @param retry what follows a job that failed
public record Course(
    Duration after, Optional<Hours> hours, Duration late, Overlap overlap, Retry retry) {
  /// `late` of an action that names none.
  public static final Duration LATE = Duration.ofHours(1);

  /// At once, always, once.
  public static final Course USUAL =
      new Course(Duration.ZERO, Optional.empty(), LATE, Overlap.SKIP, Retry.NEVER);
}
