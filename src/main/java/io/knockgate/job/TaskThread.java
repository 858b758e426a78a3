package io.knockgate.job;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Does tasks on threads that there may be no more of: programs that fork take those of the
/// daemon's user and unit (`RLIMIT_NPROC`, `TasksMax=`).
public final class TaskThread {
  private TaskThread() {}

  /// Does a task, and tells its end once, whatever happens; where no thread can be had, before this
  /// returns.
  ///
  /// @param threads runs what it is given on a thread of its own
  public static void start(Executor threads, Supplier<TaskEnd> task, Consumer<TaskEnd> end) {
    var taken = new AtomicBoolean(); // a queue may run what it has refused
    try {
      threads.execute(
          () -> {
            if (taken.compareAndSet(false, true)) {
              end.accept(endOf(task));
            }
          });
    } catch (OutOfMemoryError | RejectedExecutionException none) {
      if (taken.compareAndSet(false, true)) {
        end.accept(new TaskEnd.Failed("no thread could be started: " + none.getMessage(), ""));
      }
    }
  }

  private static TaskEnd endOf(Supplier<TaskEnd> task) {
    try {
      return task.get();
    } catch (RuntimeException | OutOfMemoryError broken) { // the latter: one more thread
      return new TaskEnd.Failed("it could not be done: " + broken, "");
    }
  }
}
