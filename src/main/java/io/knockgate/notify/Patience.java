package io.knockgate.notify;

import java.time.Duration;
import java.util.List;

/// How long a channel is waited for.
///
/// @param pauses before each further try
/// @param quiet between two notices of what a channel could not be told
/// @param farewell for telling what still waits when the daemon stops
record Patience(List<Duration> pauses, Duration quiet, Duration farewell) {
  static final Patience USUAL =
      new Patience(
          List.of(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1)),
          Duration.ofMinutes(1),
          Duration.ofSeconds(3));

  Patience {
    pauses = List.copyOf(pauses);
  }
}
