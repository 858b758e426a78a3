package io.knockgate.systemd;

import io.knockgate.action.Task;
import io.knockgate.job.TaskEnd;
import io.knockgate.job.Work;
import io.knockgate.job.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Runs programs in a box, as its root or as somebody else.
final class BoxedPrograms implements Worker {
  private final Box box;
  private final List<String> prefix;

  /// @param prefix what stands before each command
  BoxedPrograms(Box box, String... prefix) {
    this.box = box;
    this.prefix = List.of(prefix);
  }

  @Override
  public Work begin(Task task, Consumer<TaskEnd> end) {
    var words = new ArrayList<>(prefix);
    words.addAll(((Task.Run) task).command());
    try {
      var program = new Running(box.start(words.toArray(String[]::new)));
      Thread.ofPlatform().start(() -> end.accept(program.end(task)));
      return program;
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  private static final class Running implements Work {
    private final Process process;
    private volatile boolean stopped;

    Running(Process process) {
      this.process = process;
    }

    TaskEnd end(Task task) {
      try {
        boolean inTime = process.waitFor(task.limit().toMillis(), TimeUnit.MILLISECONDS);
        killProcesses();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return stopped
            ? new TaskEnd.Stopped(output)
            : inTime
                ? new TaskEnd.Exited(process.exitValue(), output)
                : new TaskEnd.TimedOut(output);
      } catch (IOException | InterruptedException broken) {
        throw new AssertionError(broken);
      }
    }

    /// systemctl runs in a child of it, or in its place.
    private void killProcesses() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.toHandle().destroyForcibly(); // which leaves its output to be read
    }

    @Override
    public void stop() {
      stopped = true;
      killProcesses();
    }

    @Override
    public Chunk output(long from) {
      return new Chunk("", from);
    }
  }

  @Override
  public void close() {}
}
