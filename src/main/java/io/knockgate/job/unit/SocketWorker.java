package io.knockgate.job.unit;

import io.knockgate.action.Task;
import io.knockgate.job.TaskEnd;
import io.knockgate.job.TaskThread;
import io.knockgate.job.Work;
import io.knockgate.job.Worker;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/// Has programs run by whoever listens on a socket: systemd, which starts an instance of
/// `knockgate-job@.service` for each connection, with its own user and limits. So the daemon needs
/// no right to become anybody, and a job none of the daemon's.
///
/// What comes back is a stranger's: the job may do with its unit what it likes.
public final class SocketWorker implements Worker {
  private final Path socket;
  private final ExecutorService talking =
      Executors.newThreadPerTaskExecutor(
          Thread.ofPlatform().daemon().name("job-unit-", 0).factory());
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("job-unit-limit").factory());
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();

  /// @param socket what `knockgate-job.socket` listens on
  public SocketWorker(Path socket) {
    this.socket = socket;
  }

  @Override
  public Work begin(Task task, Consumer<TaskEnd> end) {
    if (!(task instanceof Task.Run run)) {
      throw new IllegalArgumentException("no program: " + task);
    }
    var call = new Call(socket, run, clock);
    calls.add(call);
    TaskThread.start(
        talking,
        call::make,
        how -> {
          calls.remove(call);
          end.accept(how);
        });
    return call;
  }

  @Override
  public void close() {
    calls.forEach(Call::stop);
    talking.close();
    clock.shutdownNow();
  }
}
