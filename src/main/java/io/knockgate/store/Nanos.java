package io.knockgate.store;

import java.time.Instant;

/// Instants as columns: nanoseconds since 1970 UTC, exact from 1678 to 2262.
final class Nanos {
  private static final long SECOND = 1_000_000_000;

  private Nanos() {}

  static long of(Instant instant) {
    return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano());
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
