package io.knockgate.job;

import io.knockgate.action.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Pretends to do tasks: `/bin/true`, `/bin/false` and `/bin/echo` end at once, `/bin/sleep` runs
/// until its limit (told at once where that is short) or until stopped, and every task that is no
/// program is done at once.
public final class FakeWorker implements Worker {
  private final Map<Work, Consumer<TaskEnd>> running = new LinkedHashMap<>();
  private final List<Task> begun = new ArrayList<>();
  private final List<Task> undone = new ArrayList<>();

  @Override
  public synchronized Work begin(Task task, Consumer<TaskEnd> end) {
    begun.add(task);
    var work = new Pretence(task);
    if (!(task instanceof Task.Run run)) {
      end.accept(new TaskEnd.Done(""));
      return work;
    }
    switch (run.command().getFirst()) {
      case "/bin/true" -> end.accept(new TaskEnd.Exited(0, ""));
      case "/bin/false" -> end.accept(new TaskEnd.Exited(1, ""));
      case "/bin/echo" -> end.accept(new TaskEnd.Exited(0, run.command().getLast()));
      case "/bin/sleep" -> {
        if (task.limit().toSeconds() == 0) {
          end.accept(new TaskEnd.TimedOut(""));
        } else {
          running.put(work, end);
        }
      }
      default -> end.accept(new TaskEnd.Failed(run.command().getFirst() + " does not exist", ""));
    }
    return work;
  }

  private final class Pretence implements Work {
    private final Task task;

    Pretence(Task task) {
      this.task = task;
    }

    @Override
    public void stop() {
      finish(this, new TaskEnd.Stopped(""));
    }

    @Override
    public void undo() {
      synchronized (FakeWorker.this) {
        undone.add(task);
      }
    }

    @Override
    public Chunk output(long from) {
      return new Chunk("", from);
    }
  }

  private void finish(Work work, TaskEnd how) {
    Consumer<TaskEnd> end;
    synchronized (this) {
      end = running.remove(work);
    }
    if (end != null) {
      end.accept(how);
    }
  }

  /// Every task that was begun, in order.
  public synchronized List<Task> begun() {
    return List.copyOf(begun);
  }

  /// Every task that was taken back, in order.
  public synchronized List<Task> undone() {
    return List.copyOf(undone);
  }

  /// How many are under way.
  public synchronized int running() {
    return running.size();
  }

  /// Ends all that are under way, with this exit code.
  public void finish(int exit) {
    List<Work> works;
    synchronized (this) {
      works = List.copyOf(running.keySet());
    }
    works.forEach(work -> finish(work, new TaskEnd.Exited(exit, "")));
  }

  @Override
  public void close() {
    List<Work> works;
    synchronized (this) {
      works = List.copyOf(running.keySet());
    }
    works.forEach(Work::stop);
  }
}
