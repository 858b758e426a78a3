package io.knockgate.gateway;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import java.time.Duration;

/// A door that is to be open: where, for how long from now, for whom, and how it ends.
///
/// @param opening the door
/// @param remaining how long it stays open, counted by the kernel's monotonic clock from when it is
///     applied; positive
/// @param atClose what becomes of sessions that are up then
/// @param entry who may come in
public record Passage(Opening opening, Duration remaining, AtClose atClose, Entry entry) {
  public Passage {
    if (!remaining.isPositive()) {
      throw new IllegalArgumentException("a door open for " + remaining);
    }
  }

  /// Whether the door shuts behind its first connection.
  public boolean once() {
    return entry != Entry.ALL;
  }
}
