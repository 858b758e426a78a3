package io.knockgate.job;

import io.knockgate.journal.Event;
import io.knockgate.journal.Journal;
import io.knockgate.knock.Claim;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Puts what happened to a job into an event's words, and keeps it together with them.
///
/// @param promises where jobs are kept
/// @param journal where it is told
record Teller(Promises promises, Journal journal) {
  /// A reason is a sentence; what a unit answers may be a book. In characters.
  static final int LONGEST = 500;

  /// It has come to this stage.
  void kept(Instant at, Job job, Event.Stage stage, String reason) {
    kept(job, event(at, job, stage, reason, null, ""));
  }

  /// A try has failed.
  ///
  /// @param again the same job, as it is to be tried again
  void retrying(Instant at, Job job, Job again, String reason, Try.Result result) {
    kept(again, event(at, job, Event.Stage.RETRYING, reason, result.exit(), result.output()));
  }

  private void kept(Job job, Event.Job event) {
    promises.keep(job, event);
    journal.tell(event);
  }

  /// It is over.
  void over(Instant at, Job job, Event.Stage stage, String reason, Try.Result result) {
    var event = event(at, job, stage, reason, result.exit(), result.output());
    promises.forget(job.id(), event);
    journal.tell(event);
  }

  private static Event.Job event(
      Instant at,
      Job job,
      Event.Stage stage,
      String reason,
      @Nullable Integer exit,
      String output) {
    var claim = job.claim();
    return new Event.Job(
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
        output);
  }

  void refused(Instant at, Claim claim, String reason) {
    journal.tell(claim.refused(at, reason));
  }
}
