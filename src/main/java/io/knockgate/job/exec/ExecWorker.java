package io.knockgate.job.exec;

import io.knockgate.action.Task;
import io.knockgate.job.TaskEnd;
import io.knockgate.job.TaskThread;
import io.knockgate.job.Work;
import io.knockgate.job.Worker;
import io.knockgate.linux.Brands;
import io.knockgate.linux.Invocation;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Runs each program as a process of ours. When its end is told nothing of it is left,
/// grandchildren that went away included; the few that can't be killed are told in its output.
/// What the daemon's own death leaves is killed when the next one makes its worker.
public final class ExecWorker implements Worker {
  private final Brands brands;
  private final AtomicInteger count = new AtomicInteger();

  /// Each, and what is counted down when it was told.
  private final Map<Program, CountDownLatch> running = new ConcurrentHashMap<>();

  private volatile boolean closed;

  /// Kills first what an earlier worker of the same state has left.
  ///
  /// @param state the directory that is this daemon's alone; to be held already
  public ExecWorker(Path state) {
    brands = new Brands(state);
    brands.end();
  }

  /// For a process whose leftovers somebody else sees to, such as systemd: kills none.
  public ExecWorker() {
    brands = new Brands(Path.of(UUID.randomUUID().toString()));
  }

  @Override
  public Work begin(Task task, Consumer<TaskEnd> end) {
    if (!(task instanceof Task.Run run)) {
      throw new IllegalArgumentException("no program: " + task);
    }
    var invocation = new Invocation(run.command(), run.environment(), run.directory(), run.user());
    var program = new Program(invocation, brands, run.limit());
    var told = new CountDownLatch(1);
    running.put(program, told);
    if (closed) {
      program.stop();
    }
    TaskThread.start(
        this::start,
        () -> run(program),
        how -> {
          try {
            end.accept(how);
          } finally {
            running.remove(program);
            told.countDown();
          }
        });
    return new Work() {
      @Override
      public void stop() {
        program.stop();
      }

      @Override
      public void kill() {
        program.kill();
      }

      @Override
      public Chunk output(long from) {
        var piece = program.output(from);
        return new Chunk(piece.text(), piece.next());
      }
    };
  }

  /// On no virtual thread: the kernel kills a program when the thread that started it ends, which
  /// is how it dies with us.
  private void start(Runnable work) {
    Thread.ofPlatform().daemon().name("job-" + count.incrementAndGet()).start(work);
  }

  private static TaskEnd run(Program program) {
    try {
      var end = program.run();
      var output = program.output() + told(end.left());
      return switch (end.how()) {
        case BY_ITSELF -> new TaskEnd.Exited(end.exit(), output);
        case TIMED_OUT -> new TaskEnd.TimedOut(output);
        case STOPPED -> new TaskEnd.Stopped(output);
      };
    } catch (LinuxException refused) {
      return new TaskEnd.Failed(refused.getMessage(), program.output());
    }
  }

  private static String told(Set<Integer> left) {
    if (left.isEmpty()) {
      return "";
    }
    var ids = left.stream().sorted().map(String::valueOf).toList();
    return "\nknockgate: still running, can't be killed: process " + String.join(", ", ids) + "\n";
  }

  /// Stops all that is under way, and waits until each has been told.
  @Override
  public void close() {
    closed = true;
    running.keySet().forEach(Program::stop);
    try {
      for (var told : List.copyOf(running.values())) {
        told.await();
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
