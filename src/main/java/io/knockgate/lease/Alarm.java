package io.knockgate.lease;

import io.knockgate.id.Id;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/// Rings a [Ringer] when the wall clock says so: at that time or as soon after it as this process
/// lives, never long before it, and again if the process died while it rang. One alarm for each
/// lease, or each job. Each method happens wholly or not at all, and can be repeated. One thread
/// calls it.
public interface Alarm {
  /// Sets alarms. One that is set already gets the new time; a time that has passed rings at once.
  ///
  /// @throws StoreException when they can't be kept
  void set(Map<Id, Instant> times) throws StoreException;

  /// Takes alarms back. One that isn't set is no fault.
  ///
  /// @throws StoreException when they can't be taken back
  void clear(Collection<Id> ids) throws StoreException;
}
