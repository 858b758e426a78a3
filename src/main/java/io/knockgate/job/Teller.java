package io.knockgate.job;

import io.knockgate.journal.Event;
import io.knockgate.journal.Journal;
import io.knockgate.knock.Claim;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Puts what happened to a job into an event's words.
///
/// @param journal where it is told
record Teller(Journal journal) {
  /// A reason is a sentence; what a unit answers may be a book. In characters.
  static final int LONGEST = 500;

  void told(Instant at, Job job, Event.Stage stage, String reason) {
    told(at, job, stage, reason, null, "");
  }

  void told(
      Instant at,
      Job job,
      Event.Stage stage,
      String reason,
      @Nullable Integer exit,
      String output) {
    var claim = job.claim();
    journal.tell(
        new Event.Job(
            at,
            claim.client(),
            claim.key(),
            claim.source(),
            claim.otherSender(),
            claim.knock(),
            job.action(),
            job.lease() == null ? null : job.lease().toString(),
            job.id().toString(),
            job.part().toString(),
            stage,
            reason.length() > LONGEST ? reason.substring(0, LONGEST) + "..." : reason,
            exit,
            output));
  }

  void refused(Instant at, Claim claim, String reason) {
    journal.tell(claim.refused(at, reason));
  }
}
