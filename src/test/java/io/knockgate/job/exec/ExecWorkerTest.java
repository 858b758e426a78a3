package io.knockgate.job.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.job.TaskEnd;
import io.knockgate.job.Worker;
import io.knockgate.job.WorkerContractTest;
import io.knockgate.linux.Program;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecWorkerTest extends WorkerContractTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path state;

  @Override
  protected Worker worker() {
    return new ExecWorker(state);
  }

  @Test
  void keepsWhatTheJobWrote() throws Exception {
    assertThat(run(LONG, "/bin/sh", "-c", "echo out; echo err >&2").output().lines())
        .containsExactlyInAnyOrder("out", "err");
  }

  @Test
  void keepsOnlyTheEndOfALongOutput() throws Exception {
    var output = run(LONG, "/bin/sh", "-c", "yes x | head -c 1000000; echo end").output();
    assertThat(output).hasSize(Program.OUTPUT_KEPT).endsWith("x\nend\n");
  }

  @Test
  void noShellReadsAnArgument() throws Exception {
    assertThat(run(LONG, "/bin/echo", "$(id) ; * \"quoted\" 'word'").output())
        .isEqualTo("$(id) ; * \"quoted\" 'word'\n");
  }

  @Test
  void killsWhatTheJobStartedToo() throws Exception {
    var end = run(Duration.ofMillis(500), "/bin/sh", "-c", "sleep 300 & echo $!; wait");
    assertThat(end).isInstanceOf(TaskEnd.TimedOut.class);
    long grandchild = Long.parseLong(end.output().strip());
    await().until(() -> ProcessHandle.of(grandchild).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void givesTheJobNoAmbientAndNoInheritableCapabilities() throws Exception {
    var status = run(LONG, "/bin/grep", "-E", "CapInh|CapAmb", "/proc/self/status").output();
    assertThat(status.lines().map(line -> line.replaceAll("\\s+", " ")))
        .containsExactly("CapInh: 0000000000000000", "CapAmb: 0000000000000000");
  }

  @Test
  void givesTheJobAnEnvironmentFromScratchAndNothingToRead() throws Exception {
    assertThat(run(LONG, "/usr/bin/env").output().lines().map(line -> line.replaceAll("=.*", "")))
        .containsExactlyInAnyOrder("HOME", "KNOCKGATE_RUN", "LC_ALL", "LOGNAME", "PATH", "USER");
    assertThat(run(LONG, "/bin/cat")).isEqualTo(new TaskEnd.Exited(0, ""));
  }

  @Test
  void aProgramThatCantBeExecutedIsNotStarted() throws Exception {
    assertThat(run(LONG, "/etc/passwd"))
        .isEqualTo(new TaskEnd.Failed("/etc/passwd can't be executed", ""));
  }
}
