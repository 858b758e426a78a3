package io.knockgate.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every worker of jobs guarantees.
public abstract class WorkerContractTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private Worker worker;

  /// The worker under test. It knows `/bin/true`, `/bin/false`, `/bin/sleep N` and a program that
  /// does not exist.
  protected abstract Worker worker();

  @BeforeEach
  void make() {
    worker = worker();
  }

  @AfterEach
  void close() {
    worker.close();
  }

  protected TaskEnd run(Duration timeout, String... command) throws Exception {
    return start(timeout, command).get(60, TimeUnit.SECONDS);
  }

  private CompletableFuture<TaskEnd> start(Duration timeout, String... command) {
    var end = new CompletableFuture<TaskEnd>();
    worker.begin(
        new Task.Run(List.of(command), Map.of(), Path.of("/"), null, timeout, Set.of()),
        end::complete);
    return end;
  }

  @Test
  void tellsTheExitCode() throws Exception {
    assertThat(run(LONG, "/bin/true")).isEqualTo(new TaskEnd.Exited(0, ""));
    assertThat(run(LONG, "/bin/false")).isEqualTo(new TaskEnd.Exited(1, ""));
  }

  @Test
  void startsAndReturnsAtOnce() {
    assertThat(start(LONG, "/bin/sleep", "300")).isNotDone();
  }

  @Test
  void killsAJobWhoseTimeIsOver() throws Exception {
    assertThat(run(Duration.ofMillis(50), "/bin/sleep", "300"))
        .isInstanceOf(TaskEnd.TimedOut.class);
  }

  @Test
  void saysWhyAJobCouldNotBeStarted() throws Exception {
    assertThat(run(LONG, "/no/such/program"))
        .isEqualTo(new TaskEnd.Failed("/no/such/program does not exist", ""));
  }

  @Test
  void closingEndsWhatRunsAndTellsIt() throws Exception {
    var end = start(LONG, "/bin/sleep", "300");
    worker.close();
    assertThat(end.get(60, TimeUnit.SECONDS)).isNotNull();
  }
}
