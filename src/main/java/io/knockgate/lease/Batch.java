package io.knockgate.lease;

import io.knockgate.journal.Event;
import java.util.List;

/// What a store writes at once. No lease is in both lists.
///
/// @param gone leases that are no longer open; one that was never written is no fault
/// @param open leases as they are now, new ones and changed ones
/// @param told events for the history, oldest first
public record Batch(List<LeaseId> gone, List<LeaseState.Open> open, List<Event> told) {
  public Batch {
    gone = List.copyOf(gone);
    open = List.copyOf(open);
    told = List.copyOf(told);
  }

  boolean isEmpty() {
    return gone.isEmpty() && open.isEmpty() && told.isEmpty();
  }

  Batch withoutEvents() {
    return new Batch(gone, open, List.of());
  }
}
