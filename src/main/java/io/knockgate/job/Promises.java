package io.knockgate.job;

import io.knockgate.id.Id;

/// Keeps jobs over the death of the process. Each method returns at once: what it is told is on the
/// disk soon.
public interface Promises {
  /// A job is promised, or has come further.
  void keep(Job job);

  /// A job is over. One that isn't kept is no fault.
  void forget(Id id);
}
