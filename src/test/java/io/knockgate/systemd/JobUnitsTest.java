package io.knockgate.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.action.Task;
import io.knockgate.job.TaskEnd;
import io.knockgate.job.Work;
import io.knockgate.job.unit.SocketWorker;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs as units of a real systemd: the daemon's end of the connection is here, the rest is the
/// box's.
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobUnitsTest {
  private static final String SOCKET = "knockgate-job.socket";
  private static final String JOB = "knockgate-job@.service";
  private static final String DROP_IN = "/run/systemd/system/" + JOB + ".d/test.conf";
  private static final String PATH = "/run/knockgate/job.sock";
  private static final Duration LONG = Duration.ofMinutes(5);

  /// It leaves a sleeper in a session of its own, without a parent.
  private static final String ESCAPE = "(setsid sleep 3000 &); echo away; ";

  @TempDir private static Path home;

  private Box box;
  private SocketWorker worker;

  @BeforeAll
  void boot() throws Exception {
    box = Box.boot(home);
    eventually(() -> box.property("multi-user.target", "ActiveState").equals("active"));
    box.exec("systemctl", "start", SOCKET);
  }

  @AfterAll
  void end() throws Exception {
    box.end();
  }

  @BeforeEach
  void connect() {
    worker = new SocketWorker(box.file(PATH));
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    worker.close();
    eventually(this::isEmpty);
  }

  @ParameterizedTest
  @ValueSource(strings = {SOCKET, "knockgate-job@1.service"})
  void systemdFindsNothingToSayAboutThem(String unit) throws Exception {
    assertThat(box.run("systemd-analyze", "verify", unit)).isEqualTo(new Box.Output(0, ""));
  }

  @Test
  void theyExposeLittle() throws Exception {
    var most = "--threshold=" + MOST_EXPOSED;
    box.exec("systemd-analyze", "security", most, "--no-pager", "knockgate-job@1.service");
  }

  /// Times ten, as `systemd-analyze security` counts; unlike the daemon it has the network.
  private static final int MOST_EXPOSED = 25;

  @Test
  void theSocketIsTheDaemonsAlone() throws Exception {
    assertThat(box.exec("stat", "-c", "%U %a", PATH)).isEqualTo("knockgate 600\n");
    assertThat(box.exec("stat", "-c", "%U %a", "/run/knockgate")).isEqualTo("knockgate 750\n");
  }

  @Test
  void aProgramRunsAsTheUserOfItsUnit() throws Exception {
    assertThat(run("/usr/bin/id", "-un")).isEqualTo(new TaskEnd.Exited(0, "knockgate-job\n"));
  }

  @Test
  void aProgramHasNoCapabilityAndGainsNone() throws Exception {
    var status = run("/bin/grep", "-E", "^(Cap|NoNewPrivs)", "/proc/self/status").output();
    assertThat(status.lines().map(line -> line.replaceAll("\\s+", " ")))
        .contains("CapEff: 0000000000000000", "CapBnd: 0000000000000000", "NoNewPrivs: 1");
  }

  @Test
  void itsExitCodeIsToldAndTheUnitIsNoFailure() throws Exception {
    assertThat(run("/bin/sh", "-c", "echo late; exit 3"))
        .isEqualTo(new TaskEnd.Exited(3, "late\n"));
    assertThat(run("/no/such/program"))
        .isEqualTo(new TaskEnd.Failed("/no/such/program does not exist", ""));
    assertThat(box.exec("systemctl", "--failed", "--no-legend", "list-units", "knockgate-job@*"))
        .isEmpty();
  }

  @Test
  void whatAProgramLeavesBehindIsGoneWithItsUnit() throws Exception {
    assertThat(run("/bin/sh", "-c", ESCAPE)).isEqualTo(new TaskEnd.Exited(0, "away\n"));
    eventually(this::isEmpty);
  }

  @Test
  void whatIsStoppedIsGone() throws Exception {
    var end = new CompletableFuture<TaskEnd>();
    var work = running(end);
    work.stop();
    assertThat(end.get(60, TimeUnit.SECONDS)).isEqualTo(new TaskEnd.Stopped("away\n"));
    eventually(this::isEmpty);
  }

  @Test
  void whatTakesTooLongIsGone() throws Exception {
    assertThat(run(Duration.ofSeconds(4), "/bin/sh", "-c", ESCAPE + "sleep 3000"))
        .isInstanceOf(TaskEnd.TimedOut.class);
    eventually(this::isEmpty);
  }

  @Test
  void whenTheDaemonDiesItsJobsDo() throws Exception {
    try (var connection = SocketChannel.open(UnixDomainSocketAddress.of(box.file(PATH)))) {
      var task =
          """
          {"command": ["/bin/sleep", "3000"], "environment": {}, "directory": "/", "limit": 300000}
          """;
      connection.write(ByteBuffer.wrap(task.getBytes(StandardCharsets.UTF_8)));
      eventually(() -> processes("sleep").exit() == 0);
    }
    eventually(this::isEmpty);
  }

  @Test
  void theUnitsOwnTimeLimitEndsAJob() throws Exception {
    limited("RuntimeMaxSec=4s");
    assertBrokenOff(run("/bin/sh", "-c", ESCAPE + "trap '' TERM; sleep 3000; sleep 3000"));
  }

  @Test
  void aUnitThatIsKilledTakesItsJobAlong() throws Exception {
    var end = new CompletableFuture<TaskEnd>();
    running(end);
    box.exec("systemctl", "kill", "--signal=KILL", "knockgate-job@*.service");
    assertBrokenOff(end.get(60, TimeUnit.SECONDS));
  }

  private void limited(String setting) throws Exception {
    box.write(DROP_IN, "[Service]\n" + setting + "\n");
    box.exec("systemctl", "daemon-reload");
  }

  @AfterEach
  void unlimited() throws Exception {
    box.exec("rm", "-f", DROP_IN);
    box.exec("systemctl", "daemon-reload");
  }

  private void assertBrokenOff(TaskEnd end) throws Exception {
    assertThat(end)
        .isInstanceOfSatisfying(
            TaskEnd.Failed.class,
            failed -> assertThat(failed.reason()).contains("the job's unit broke off"));
    eventually(this::isEmpty);
  }

  private Work running(CompletableFuture<TaskEnd> end) {
    var work = worker.begin(program(LONG, "/bin/sh", "-c", ESCAPE + "sleep 3000"), end::complete);
    eventually(() -> work.output(0).text().equals("away\n"));
    return work;
  }

  private TaskEnd run(String... command) throws Exception {
    return run(LONG, command);
  }

  private TaskEnd run(Duration limit, String... command) throws Exception {
    var end = new CompletableFuture<TaskEnd>();
    worker.begin(program(limit, command), end::complete);
    return end.get(2, TimeUnit.MINUTES);
  }

  private static Task.Run program(Duration limit, String... command) {
    return new Task.Run(List.of(command), Map.of(), Path.of("/"), null, limit, Set.of());
  }

  /// Whether nothing runs as the jobs' user.
  private boolean isEmpty() throws Exception {
    return box.run("pgrep", "-u", "knockgate-job").exit() == 1;
  }

  private Box.Output processes(String name) throws Exception {
    return box.run("pgrep", "-u", "knockgate-job", "-x", name);
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofMinutes(2)).until(condition);
  }
}
