package io.knockgate.job.exec;

import io.knockgate.action.JobRun;
import io.knockgate.job.JobEnd;
import io.knockgate.job.JobRunner;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Program;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Runs each job as a process, waited for by a virtual thread of its own, so that jobs that hang
/// hold up nobody.
public final class ExecRunner implements JobRunner {
  private final ExecutorService waiting =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("job-", 0).factory());
  private final Set<Program> running = ConcurrentHashMap.newKeySet();

  @Override
  public void start(JobRun job, Consumer<JobEnd> end) {
    var program = new Program(job.command(), job.timeout());
    running.add(program);
    waiting.execute(
        () -> {
          try {
            end.accept(run(program));
          } finally {
            running.remove(program);
          }
        });
  }

  private static JobEnd run(Program program) {
    try {
      var end = program.run();
      return end.timedOut()
          ? new JobEnd.TimedOut(program.output())
          : new JobEnd.Exited(end.exit(), program.output());
    } catch (LinuxException refused) {
      return new JobEnd.NotStarted(refused.getMessage());
    }
  }

  @Override
  public void close() {
    running.forEach(Program::kill);
    waiting.close();
  }
}
