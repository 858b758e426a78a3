package io.knockgate.job;

import io.knockgate.id.Id;
import io.knockgate.journal.Event;

/// Keeps jobs over the death of the process, and what is told of them. Each method returns at once:
/// what it is told is on the disk soon, wholly or not at all.
public interface Promises {
  /// A job is promised, or has come further, and that is not told.
  void keep(Job job);

  /// A job is promised, or has come further.
  void keep(Job job, Event.Job told);

  /// A job is over. One that isn't kept is no fault.
  void forget(Id id, Event.Job end);
}
