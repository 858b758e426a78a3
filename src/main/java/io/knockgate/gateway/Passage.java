package io.knockgate.gateway;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import java.time.Duration;

/// A door that is to be open: where, for how long from now, and how it ends.
///
/// @param opening the door
/// @param remaining how long it stays open, counted by the kernel's monotonic clock from when it is
///     applied; positive
/// @param atClose what becomes of sessions that are up then
public record Passage(Opening opening, Duration remaining, AtClose atClose) {
  public Passage {
    if (!remaining.isPositive()) {
      throw new IllegalArgumentException("a door open for " + remaining);
    }
  }
}
