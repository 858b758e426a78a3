package io.knockgate.job.unit;

import io.knockgate.action.Task;
import io.knockgate.job.TaskEnd;
import io.knockgate.job.Work;
import io.knockgate.job.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One unit that is started, by systemctl(1).
final class Starting implements Work {
  private static final Logger LOG = LoggerFactory.getLogger(Starting.class);

  private static final String SYSTEMCTL = "/usr/bin/systemctl";

  /// For an answer that systemd need not wait for.
  private static final Duration SOON = Duration.ofSeconds(10);

  /// States of a unit that nobody has started (`systemctl is-active`, as its D-Bus property
  /// ActiveState).
  private static final Set<String> DOWN = Set.of("inactive", "failed", "unknown");

  private final Worker programs;
  private final Task.Start task;
  private @Nullable Work starting;
  private boolean stopped;
  private volatile boolean started;

  Starting(Worker programs, Task.Start task) {
    this.programs = programs;
    this.task = task;
  }

  /// Starts it, and waits until systemd says that it has started, or has ended where it is oneshot.
  TaskEnd start() {
    var before = run(SOON, "is-active").output().strip();
    boolean ours = DOWN.contains(before);
    var end = startUnlessStopped();
    return switch (end) {
      case TaskEnd.Exited(int exit, _) -> {
        started = ours && exit == 0;
        yield end;
      }
      case TaskEnd.TimedOut(var output) ->
          new TaskEnd.TimedOut(output + (ours ? complaint(stopUnit()) : ""));
      case TaskEnd.Stopped(var output) ->
          new TaskEnd.Stopped(output + (ours ? complaint(stopUnit()) : ""));
      case TaskEnd.Done _, TaskEnd.Failed _ -> end;
    };
  }

  private TaskEnd startUnlessStopped() {
    var end = new CompletableFuture<TaskEnd>();
    synchronized (this) {
      if (stopped) {
        return new TaskEnd.Stopped("");
      }
      starting = programs.begin(systemctl(task.limit(), "start"), end::complete);
    }
    return end.join();
  }

  private TaskEnd stopUnit() {
    return run(SOON, "--no-block", "stop");
  }

  /// What systemd has against it; the empty text where that is nothing.
  private String complaint(TaskEnd end) {
    return switch (end) {
      case TaskEnd.Exited(int exit, _) when exit == 0 -> "";
      case TaskEnd.Failed(var reason, _) -> "stop %s: %s%n".formatted(task.unit(), reason);
      case TaskEnd.Exited _, TaskEnd.Done _, TaskEnd.TimedOut _, TaskEnd.Stopped _ ->
          "stop %s: %s%n".formatted(task.unit(), end.output().strip());
    };
  }

  private TaskEnd run(Duration limit, String... words) {
    var end = new CompletableFuture<TaskEnd>();
    programs.begin(systemctl(limit, words), end::complete);
    return end.join();
  }

  private Task.Run systemctl(Duration limit, String... words) {
    var command = new ArrayList<>(List.of(SYSTEMCTL, "--no-ask-password"));
    command.addAll(List.of(words));
    command.addAll(List.of("--", task.unit()));
    return new Task.Run(command, Map.of(), Path.of("/"), null, limit, Set.of());
  }

  @Override
  public synchronized void stop() {
    stopped = true;
    if (starting != null) {
      starting.stop();
    }
  }

  @Override
  public synchronized Chunk output(long from) {
    return starting == null ? new Chunk("", from) : starting.output(from);
  }

  /// systemd is told and not waited for. A unit that had been started before is left alone.
  @Override
  public void undo() {
    if (started) {
      programs.begin(
          systemctl(SOON, "--no-block", "stop"),
          end -> {
            var complaint = complaint(end);
            if (!complaint.isEmpty()) {
              LOG.warn("{}", complaint.strip());
            }
          });
    }
  }
}
