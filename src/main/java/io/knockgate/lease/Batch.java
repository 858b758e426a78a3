package io.knockgate.lease;

import io.knockgate.id.Id;
import io.knockgate.job.Job;
import io.knockgate.journal.Event;
import java.util.List;

/// What a store writes at once. No lease is in both lists of leases, and no job in both of jobs.
///
/// @param gone leases that are no longer open; one that was never written is no fault
/// @param open leases as they are now, new ones and changed ones
/// @param goneJobs jobs that are over; one that was never written is no fault
/// @param jobs jobs as they are now, new ones and changed ones
/// @param told events for the history, oldest first
public record Batch(
    List<Id> gone,
    List<LeaseState.Open> open,
    List<Id> goneJobs,
    List<Job> jobs,
    List<Event> told) {
  public Batch {
    gone = List.copyOf(gone);
    open = List.copyOf(open);
    goneJobs = List.copyOf(goneJobs);
    jobs = List.copyOf(jobs);
    told = List.copyOf(told);
  }

  /// A batch without jobs.
  public Batch(List<Id> gone, List<LeaseState.Open> open, List<Event> told) {
    this(gone, open, List.of(), List.of(), told);
  }

  /// How many leases and jobs it changes.
  int changes() {
    return gone.size() + open.size() + goneJobs.size() + jobs.size();
  }

  boolean isEmpty() {
    return changes() == 0 && told.isEmpty();
  }

  Batch withoutEvents() {
    return new Batch(gone, open, goneJobs, jobs, List.of());
  }
}
