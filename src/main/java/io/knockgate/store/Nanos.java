package io.knockgate.store;

import java.time.Instant;

/// Instants as columns: nanoseconds since 1970 UTC, exact from 1678 to 2262. A clock that shows
/// another year is wrong, and must not keep anything from being written: what lies outside becomes
/// the first or the last of them.
final class Nanos {
  private static final long SECOND = 1_000_000_000;
  private static final Instant FIRST = Instant.ofEpochSecond(Long.MIN_VALUE / SECOND);
  private static final Instant LAST = Instant.ofEpochSecond(Long.MAX_VALUE / SECOND);

  private Nanos() {}

  static long of(Instant instant) {
    var within = instant.isBefore(FIRST) ? FIRST : instant.isAfter(LAST) ? LAST : instant;
    return within.getEpochSecond() * SECOND + within.getNano();
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
