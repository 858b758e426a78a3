package io.knockgate.action;

import java.time.Duration;

/// What follows a job that failed.
///
/// @param times how often it is tried again, not counting the first time; not negative
/// @param after how long after a try has failed
public record Retry(int times, Duration after) {
  /// A job that fails has failed.
  public static final Retry NEVER = new Retry(0, Duration.ZERO);
}
