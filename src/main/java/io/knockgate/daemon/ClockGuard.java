package io.knockgate.daemon;

import io.knockgate.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Notices that the wall clock was stepped: since the last look it went on by another amount than
/// the monotonic clock.
final class ClockGuard {
  /// NTP slews by at most 0.5 ms a second; a second within one look is a step.
  private static final Duration STEP = Duration.ofSeconds(1);

  /// Before this program was written.
  private static final Instant TOO_EARLY = Instant.parse("2026-01-01T00:00:00Z");

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

  /// Why the wall clock can't be right, and what that means; the empty text where nothing speaks
  /// against it.
  static String doubt(Instant now) {
    return now.isBefore(TOO_EARLY)
        ? "the machine's clock says %s, which is wrong: signed, fwknop, rolling and chacha20-poly1305 knocks are refused until it is set; other knocks are heard, and doors keep their time"
            .formatted(now.truncatedTo(ChronoUnit.SECONDS))
        : "";
  }
}
