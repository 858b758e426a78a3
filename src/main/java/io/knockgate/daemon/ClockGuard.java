package io.knockgate.daemon;

import io.knockgate.time.Moment;
import java.time.Duration;

/// Notices that the wall clock was stepped: since the last look it went on by another amount than
/// the monotonic clock.
final class ClockGuard {
  /// NTP slews by at most 0.5 ms a second; a second within one look is a step.
  private static final Duration STEP = Duration.ofSeconds(1);

  private Moment last;

  ClockGuard(Moment start) {
    this.last = start;
  }

  /// How far the wall clock was stepped since the last look, forward or back; zero where it was
  /// not.
  Duration step(Moment now) {
    var step = Duration.between(last.wall(), now.wall()).minus(last.until(now));
    last = now;
    return step.abs().compareTo(STEP) > 0 ? step : Duration.ZERO;
  }
}
