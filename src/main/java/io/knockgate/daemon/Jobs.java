package io.knockgate.daemon;

import io.knockgate.access.Grant;
import io.knockgate.job.JobEnd;
import io.knockgate.job.JobRunner;
import io.knockgate.journal.Event;
import io.knockgate.journal.Journal;
import io.knockgate.time.Moment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The jobs that run: at most one of each action (`overlap: skip`), each told when it starts and
/// when it ends. Any thread may call it.
final class Jobs implements AutoCloseable {
  private final JobRunner runner;
  private final Journal journal;
  private final Map<String, Running> running = new ConcurrentHashMap<>();

  Jobs(JobRunner runner, Journal journal) {
    this.runner = runner;
    this.journal = journal;
  }

  /// A job that runs.
  ///
  /// @param grant what started it
  /// @param started when
  /// @param end how it ends
  record Running(Grant.Run grant, Instant started, CompletableFuture<JobEnd> end) {}

  /// Starts a job and returns at once.
  ///
  /// @return how it ends; null where it was skipped because the one before still runs
  @Nullable CompletableFuture<JobEnd> start(Grant.Run grant, Moment now) {
    var action = grant.action().name();
    var job = new Running(grant, now.wall(), new CompletableFuture<>());
    if (running.putIfAbsent(action, job) != null) {
      journal.tell(refused(grant, now.wall(), "skipped: the job before it still runs"));
      return null;
    }
    journal.tell(event(grant, now.wall(), "started", null, ""));
    runner.start(
        grant.run(),
        end -> {
          running.remove(action);
          journal.tell(told(grant, end));
          job.end().complete(end);
        });
    return job.end();
  }

  /// All that run now.
  List<Running> running() {
    return List.copyOf(running.values());
  }

  private static Event told(Grant.Run grant, JobEnd end) {
    var at = Instant.now();
    return switch (end) {
      case JobEnd.Exited(int exit, var output) ->
          event(grant, at, exit == 0 ? "done" : "failed", exit, output);
      case JobEnd.TimedOut(var output) ->
          event(grant, at, "killed: its time was over", null, output);
      case JobEnd.NotStarted(var reason) -> event(grant, at, "not started: " + reason, null, "");
    };
  }

  private static Event event(
      Grant.Run grant, Instant at, String reason, @Nullable Integer exit, String output) {
    var claim = grant.claim();
    return new Event.Job(
        at,
        claim.client(),
        claim.source(),
        claim.knock(),
        grant.action().name(),
        reason,
        exit,
        output);
  }

  private static Event refused(Grant.Run grant, Instant at, String reason) {
    var claim = grant.claim();
    return new Event.Refused(
        at, claim.client(), claim.source(), claim.knock(), grant.action().name(), reason);
  }

  /// Ends all that run; each is told.
  @Override
  public void close() {
    runner.close();
  }
}
