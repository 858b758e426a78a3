package io.knockgate.job;

import io.knockgate.action.JobRun;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Pretends to run jobs: `/bin/true` and `/bin/false` end at once, `/bin/sleep` runs until its
/// timeout (told at once where that is short) or until closed.
public final class FakeJobRunner implements JobRunner {
  private final List<Consumer<JobEnd>> running = new ArrayList<>();
  private final List<JobRun> started = new ArrayList<>();

  @Override
  public synchronized void start(JobRun job, Consumer<JobEnd> end) {
    started.add(job);
    switch (job.command().getFirst()) {
      case "/bin/true" -> end.accept(new JobEnd.Exited(0, ""));
      case "/bin/false" -> end.accept(new JobEnd.Exited(1, ""));
      case "/bin/sleep" -> {
        if (job.timeout().toSeconds() == 0) {
          end.accept(new JobEnd.TimedOut(""));
        } else {
          running.add(end);
        }
      }
      default -> end.accept(new JobEnd.NotStarted(job.command().getFirst() + " does not exist"));
    }
  }

  /// Every job that was started, in order.
  public synchronized List<JobRun> started() {
    return List.copyOf(started);
  }

  /// Ends all that runs, with this exit code.
  public synchronized void finish(int exit) {
    var ends = List.copyOf(running);
    running.clear();
    ends.forEach(end -> end.accept(new JobEnd.Exited(exit, "")));
  }

  @Override
  public void close() {
    finish(143);
  }
}
