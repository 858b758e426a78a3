package io.knockgate.lease;

import io.knockgate.id.Id;

/// Hears an alarm, on the alarm's own thread. Returns at once: other alarms wait for it.
@FunctionalInterface
public interface Ringer {
  /// The alarm of this lease or job rang.
  void ring(Id id);
}
