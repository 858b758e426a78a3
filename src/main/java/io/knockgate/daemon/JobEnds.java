package io.knockgate.daemon;

import io.knockgate.id.Id;
import io.knockgate.journal.Event;
import io.knockgate.journal.Journal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Passes events on, and tells those who wait for a job's end of it. Any thread may call it.
final class JobEnds implements Journal {
  /// Ends that are remembered for who asks a moment too late.
  private static final int RECENT = 64;

  private final Journal journal;
  private final Map<String, CompletableFuture<Event.Job>> awaited = new HashMap<>();
  private final LinkedHashMap<String, Event.Job> recent = new LinkedHashMap<>();

  /// @param journal where events are passed on to
  JobEnds(Journal journal) {
    this.journal = journal;
  }

  @Override
  public void tell(Event event) {
    journal.tell(event);
    if (event instanceof Event.Job job && job.stage().isLast()) {
      end(job);
    }
  }

  private synchronized void end(Event.Job job) {
    recent.put(job.job(), job);
    if (recent.size() > RECENT) {
      recent.pollFirstEntry();
    }
    var waiting = awaited.remove(job.job());
    if (waiting != null) {
      waiting.complete(job);
    }
  }

  /// How that job, which is not over or has been for a moment only, ends. To be asked on the
  /// foreman's thread when the job is promised; who asks later may wait for ever.
  synchronized CompletableFuture<Event.Job> of(Id id) {
    var job = id.toString();
    var end = recent.get(job);
    return end != null
        ? CompletableFuture.completedFuture(end)
        : awaited.computeIfAbsent(job, _ -> new CompletableFuture<>());
  }
}
