package io.knockgate.lease;

import io.knockgate.journal.Event;
import io.knockgate.journal.Journal;
import io.knockgate.knock.Claim;
import io.knockgate.lease.LeaseState.Closed;
import io.knockgate.lease.LeaseState.Open;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Puts what happened to a lease into an event's words.
///
/// @param journal where it is told
record Teller(Journal journal) {
  /// A lease was opened, or renewed where there was one before.
  ///
  /// @param claim what it was opened for
  void granted(Instant at, Claim claim, Open open, Duration time, @Nullable Lease before) {
    var lease = open.lease();
    journal.tell(
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
            before == null ? "" : renewal(before, lease)));
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

  void closed(Closed closed) {
    var lease = closed.lease();
    journal.tell(
        new Event.Closed(
            closed.at(),
            lease.client(),
            lease.source(),
            closed.why().knock(),
            lease.action(),
            lease.id().toString(),
            closed.why().reason()));
  }
}
