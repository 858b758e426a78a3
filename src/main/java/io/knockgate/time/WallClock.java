package io.knockgate.time;

import java.time.Instant;

/// What people call a moment of the monotonic clock. For whom time is a parameter but the wall
/// clock matters, such as a knock that is derived from it.
@FunctionalInterface
public interface WallClock {
  /// The machine's clock, read when it is asked for.
  WallClock OF_THE_MACHINE =
      nanos -> {
        var now = Moment.now();
        return now.wall().plusNanos(nanos - now.nanos());
      };

  /// The wall clock at that moment of the monotonic one.
  Instant at(long nanos);
}
