package io.knockgate.time;

import java.time.Duration;
import java.time.Instant;

/// One moment, read from both clocks: what people call it, and where it lies on the axis that never
/// jumps. What is told uses `wall`; what is timed uses `nanos`.
///
/// @param wall the wall clock, which an administrator or NTP may step
/// @param nanos the kernel's monotonic clock (CLOCK_MONOTONIC), comparable across processes within
///     one boot
public record Moment(Instant wall, long nanos) {

  /// Reads both clocks.
  public static Moment now() {
    return new Moment(Instant.now(), System.nanoTime());
  }

  /// The moment this much later on both axes.
  public Moment plus(Duration duration) {
    return new Moment(wall.plus(duration), nanos + duration.toNanos());
  }

  /// How long from this moment until the other by the monotonic clock; negative when the other lies
  /// before.
  public Duration until(Moment other) {
    return Duration.ofNanos(other.nanos - nanos);
  }
}
