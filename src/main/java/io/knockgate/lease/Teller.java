package io.knockgate.lease;

import io.knockgate.job.Job;
import io.knockgate.journal.Event;
import io.knockgate.journal.Journal;
import io.knockgate.knock.Claim;
import io.knockgate.lease.LeaseState.Closed;
import io.knockgate.lease.LeaseState.Open;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Puts what happened to a lease into an event's words, and notes it together with them.
///
/// @param outbox where leases are noted for the disk
/// @param journal where it is told
record Teller(Outbox outbox, Journal journal) {
  /// A lease was opened, or renewed where there was one before.
  ///
  /// @param claim what it was opened for
  void granted(Instant at, Claim claim, Open open, Duration time, @Nullable Lease before) {
    var lease = open.lease();
    var event =
        new Event.Granted(
            at,
            lease.client(),
            claim.key(),
            lease.source(),
            claim.otherSender(),
            lease.knock(),
            lease.action(),
            lease.id().toString(),
            time,
            before == null ? "" : renewal(before, lease));
    outbox.put(open, event);
    journal.tell(event);
  }

  private static String renewal(Lease before, Lease after) {
    return before.openings().equals(after.openings())
        ? "renewed"
        : "renewed with " + words(after) + " instead of " + words(before);
  }

  private static String words(Lease lease) {
    return String.join(", ", lease.openings().stream().map(Object::toString).toList());
  }

  void refused(Instant at, Claim claim, String reason) {
    journal.tell(claim.refused(at, reason));
  }

  /// A lease has ended, and nothing follows.
  void closed(Closed closed) {
    var event = event(closed);
    outbox.put(closed, event);
    journal.tell(event);
  }

  /// A lease has ended, and this job follows.
  void closed(Closed closed, Job next) {
    var event = event(closed);
    outbox.put(closed, next, event);
    journal.tell(event);
  }

  private static Event event(Closed closed) {
    var lease = closed.lease();
    return new Event.Closed(
        closed.at(),
        lease.client(),
        lease.source(),
        closed.why().knock(),
        lease.action(),
        lease.id().toString(),
        closed.why().reason());
  }
}
