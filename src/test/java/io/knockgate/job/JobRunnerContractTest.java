package io.knockgate.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.JobRun;
import io.knockgate.net.Address;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every runner of jobs guarantees.
public abstract class JobRunnerContractTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private JobRunner runner;

  /// The runner under test. It knows `/bin/true`, `/bin/false`, `/bin/sleep N` and a program that
  /// does not exist.
  protected abstract JobRunner runner();

  @BeforeEach
  void make() {
    runner = runner();
  }

  @AfterEach
  void close() {
    runner.close();
  }

  protected JobEnd run(Duration timeout, String... command) throws Exception {
    return start(timeout, command).get(60, TimeUnit.SECONDS);
  }

  private CompletableFuture<JobEnd> start(Duration timeout, String... command) {
    var end = new CompletableFuture<JobEnd>();
    runner.start(new JobRun(Address.v4(1), List.of(command), timeout), end::complete);
    return end;
  }

  @Test
  void tellsTheExitCode() throws Exception {
    assertThat(run(LONG, "/bin/true")).isEqualTo(new JobEnd.Exited(0, ""));
    assertThat(run(LONG, "/bin/false")).isEqualTo(new JobEnd.Exited(1, ""));
  }

  @Test
  void startsAndReturnsAtOnce() {
    assertThat(start(LONG, "/bin/sleep", "300")).isNotDone();
  }

  @Test
  void killsAJobWhoseTimeIsOver() throws Exception {
    assertThat(run(Duration.ofMillis(50), "/bin/sleep", "300")).isInstanceOf(JobEnd.TimedOut.class);
  }

  @Test
  void saysWhyAJobCouldNotBeStarted() throws Exception {
    assertThat(run(LONG, "/no/such/program"))
        .isEqualTo(new JobEnd.NotStarted("/no/such/program does not exist"));
  }

  @Test
  void closingEndsWhatRunsAndTellsIt() throws Exception {
    var end = start(LONG, "/bin/sleep", "300");
    runner.close();
    assertThat(end.get(60, TimeUnit.SECONDS)).isNotNull();
  }
}
