package io.knockgate.job.unit;

import io.knockgate.action.Task;
import io.knockgate.job.TaskEnd;
import io.knockgate.job.TaskThread;
import io.knockgate.job.Work;
import io.knockgate.job.Worker;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Starts units of systemd. One whose start takes too long, or is stopped, is told to stop, unless
/// it had been started before; how long it takes to is systemd's affair (`TimeoutStopSec=`).
///
/// Whether the daemon may start it, systemd decides, with polkit: `systemd/knockgate-start.rules`.
public final class UnitWorker implements Worker {
  private final Worker programs;
  private final ExecutorService waiting =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("job-start-", 0).factory());
  private final Set<Starting> startings = ConcurrentHashMap.newKeySet();

  /// @param programs who runs systemctl(1), as the daemon's user; closed by its owner, after this
  public UnitWorker(Worker programs) {
    this.programs = programs;
  }

  @Override
  public Work begin(Task task, Consumer<TaskEnd> end) {
    if (!(task instanceof Task.Start start)) {
      throw new IllegalArgumentException("no unit: " + task);
    }
    var starting = new Starting(programs, start);
    startings.add(starting);
    TaskThread.start(
        waiting,
        starting::start,
        how -> {
          startings.remove(starting);
          end.accept(how);
        });
    return starting;
  }

  @Override
  public void close() {
    startings.forEach(Starting::stop);
    waiting.close();
  }
}
