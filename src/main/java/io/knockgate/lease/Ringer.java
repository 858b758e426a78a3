package io.knockgate.lease;

/// Hears an alarm, on the alarm's own thread. Returns at once: other alarms wait for it.
@FunctionalInterface
public interface Ringer {
  /// This lease's alarm rang.
  void ring(LeaseId id);
}
