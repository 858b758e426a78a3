package io.knockgate.job.unit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.knockgate.action.Task;
import io.knockgate.job.TaskEnd;
import io.knockgate.job.Work;
import io.knockgate.job.Worker;
import io.knockgate.job.WorkerContractTest;
import io.knockgate.job.exec.ExecWorker;
import io.knockgate.line.Line;
import io.knockgate.line.MalformedLine;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both ends of a job's connection: programs are run by an [Instance], without systemd.
class SocketWorkerTest extends WorkerContractTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir private Path home;
  private @Nullable Units units;

  @Override
  protected Worker worker() {
    return serving(
        connection -> {
          try (var programs = new ExecWorker()) {
            new Instance(connection, programs).serve();
          }
        });
  }

  private SocketWorker serving(Units.Unit unit) {
    try {
      close(units);
      var socket = home.resolve(units == null ? "job.sock" : "other.sock");
      units = new Units(socket, unit);
      return new SocketWorker(socket);
    } catch (Exception broken) {
      throw new AssertionError(broken);
    }
  }

  @AfterEach
  void end() throws Exception {
    close(units);
  }

  private static void close(@Nullable Units units) throws Exception {
    if (units != null) {
      units.close();
    }
  }

  private static CompletableFuture<TaskEnd> begin(Worker worker, Task.Run run) {
    var end = new CompletableFuture<TaskEnd>();
    worker.begin(run, end::complete);
    return end;
  }

  private static TaskEnd end(Worker worker, String... command) throws Exception {
    return begin(worker, program(LONG, command)).get(60, TimeUnit.SECONDS);
  }

  private static Task.Run program(Duration limit, String... command) {
    return new Task.Run(List.of(command), Map.of(), Path.of("/"), null, limit, Set.of());
  }

  @Test
  void theEnvironmentAndTheDirectoryGoAlong() throws Exception {
    var run =
        new Task.Run(
            List.of("/bin/sh", "-c", "echo \"$WHO\"; pwd"),
            Map.of("WHO", "ä \"b\"\n\t$c"),
            home.toRealPath(),
            null,
            LONG,
            Set.of());
    assertThat(begin(worker(), run).get(60, TimeUnit.SECONDS))
        .isEqualTo(new TaskEnd.Exited(0, "ä \"b\"\n\t$c\n" + home.toRealPath() + "\n"));
  }

  @Test
  void whatItWritesComesWhileItRuns() throws Exception {
    var end = new CompletableFuture<TaskEnd>();
    try (var worker = worker()) {
      var work =
          worker.begin(program(LONG, "/bin/sh", "-c", "echo here; sleep 300"), end::complete);
      await().until(() -> work.output(0).text().equals("here\n"));
      assertThat(work.output(work.output(0).next()).text()).isEmpty();
      work.stop();
      assertThat(end.get(60, TimeUnit.SECONDS)).isEqualTo(new TaskEnd.Stopped("here\n"));
    }
  }

  @Test
  void whatIsStoppedIsGoneWithAllItStarted() throws Exception {
    var end = new CompletableFuture<TaskEnd>();
    try (var worker = worker()) {
      var work =
          worker.begin(
              program(LONG, "/bin/sh", "-c", "setsid sleep 300 & echo $!; wait"), end::complete);
      await().until(() -> work.output(0).text().endsWith("\n"));
      long grandchild = Long.parseLong(work.output(0).text().strip());
      assertThat(ProcessHandle.of(grandchild)).isPresent();
      work.stop();
      work.stop();
      assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(TaskEnd.Stopped.class);
      await().until(() -> ProcessHandle.of(grandchild).filter(ProcessHandle::isAlive).isEmpty());
    }
  }

  @Test
  void whenTheDaemonDiesItIsKilledWithoutBeingAsked() throws Exception {
    var asked = home.resolve("asked");
    var script = "trap 'touch %s' TERM; echo $$; while :; do sleep 1; done".formatted(asked);
    long pid;
    var worker = worker();
    try (var daemon = SocketChannel.open(UnixDomainSocketAddress.of(home.resolve("other.sock")))) {
      var line = new Line(daemon);
      line.write(Protocol.task(program(LONG, "/bin/bash", "-c", script)));
      var first = Line.object(line.read(1000)).get("output").getAsString();
      pid = Long.parseLong(first.strip());
      assertThat(ProcessHandle.of(pid)).isPresent();
    }
    // Before the worker is closed, which would ask.
    await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    assertThat(asked).doesNotExist();
    worker.close();
  }

  @Test
  void onlyTheEndOfALongOutputIsKept() throws Exception {
    var output = end(worker(), "/bin/sh", "-c", "yes x | head -c 1000000; echo end").output();
    assertThat(output).hasSizeLessThanOrEqualTo(Tail.KEPT).endsWith("x\nend\n");
  }

  @Test
  void aUserIsTheUnits() {
    var run = new Task.Run(List.of("/bin/true"), Map.of(), Path.of("/"), "nobody", LONG, Set.of());
    assertThat(begin(worker(), run))
        .succeedsWithin(Duration.ofMinutes(1))
        .extracting(end -> ((TaskEnd.Failed) end).reason())
        .asString()
        .contains("take `user: nobody` out of the action", "User=nobody");
  }

  @Test
  void withoutASocketItSaysWhatToStart() throws Exception {
    var end = end(new SocketWorker(home.resolve("none.sock")), "/bin/true");
    assertThat(((TaskEnd.Failed) end).reason())
        .contains("none.sock", "`systemctl enable --now knockgate-job.socket`");
  }

  @Test
  void aUnitThatNobodyAnswersForIsGivenUpWhenItsTimeIsOver() throws Exception {
    var worker = serving(connection -> drain(connection));
    assertThat(begin(worker, program(Duration.ofMillis(200), "/bin/true")))
        .succeedsWithin(Duration.ofMinutes(1))
        .isEqualTo(new TaskEnd.TimedOut(""));
  }

  /// What a job may make of its unit.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"output\": \"a\"}\n",
        "{\"output\": \"a\"}\n{\"exit\"",
        "no json\n",
        "{}\n",
        "[]\n",
        "{\"exit\": 256}\n",
        "{\"exit\": -1}\n",
        "{\"exit\": 1e999999999}\n",
        "{\"exit\": {}}\n",
        "{\"exit\": null}\n",
        "{\"output\": {}}\n",
        "{\"failed\": []}\n",
      })
  void aUnitThatBreaksOffIsAFailure(String says) throws Exception {
    var worker =
        serving(
            connection -> {
              new Line(connection).read(Protocol.LONGEST_TASK);
              connection.write(ByteBuffer.wrap(says.getBytes(UTF_8)));
            });
    assertThat(end(worker, "/bin/true"))
        .isInstanceOfSatisfying(
            TaskEnd.Failed.class,
            failed ->
                assertThat(failed.reason())
                    .contains("the job's unit broke off", "`journalctl -u 'knockgate-job@*'`"));
  }

  @Test
  void aLineWithoutEndIsCutOff() throws Exception {
    var worker =
        serving(
            connection -> {
              var much = ByteBuffer.allocate(1 << 16);
              while (true) {
                connection.write(much.clear());
              }
            });
    assertThat(end(worker, "/bin/true")).isInstanceOf(TaskEnd.Failed.class);
  }

  @Test
  void whatAUnitSaysWithoutEndIsNotKept() throws Exception {
    var worker =
        serving(
            connection -> {
              var line = new Line(connection);
              for (int i = 0; i < 20; i++) {
                line.write(Protocol.output("y".repeat(Tail.KEPT)));
              }
              line.write(Protocol.output("end"));
              line.write(Protocol.end(new TaskEnd.Exited(3, "")));
            });
    assertThat(end(worker, "/bin/true"))
        .isEqualTo(new TaskEnd.Exited(3, "y".repeat(Tail.KEPT - 3) + "end"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"command\": [], \"environment\": {}, \"directory\": \"/\", \"limit\": 5}",
        "{\"command\": [\"/bin/true\"], \"environment\": {}, \"directory\": \"/\", \"limit\": 0}",
        "{\"command\": [[]], \"environment\": {}, \"directory\": \"/\", \"limit\": 5}",
        "{\"command\": 5, \"environment\": {}, \"directory\": \"/\", \"limit\": 5}",
        "{\"command\": [\"/bin/true\"], \"environment\": [], \"directory\": \"/\", \"limit\": 5}",
        "{\"command\": [\"/bin/true\"], \"environment\": {}, \"directory\": \"\\u0000\", \"limit\": 5}",
      })
  void whatIsNoTaskIsNotBegun(String line) {
    assertThatThrownBy(() -> Protocol.task(line))
        .isInstanceOf(MalformedLine.class)
        .hasMessageStartingWith("a task has ");
  }

  private static void drain(SocketChannel connection) throws Exception {
    var bytes = ByteBuffer.allocate(1 << 16);
    while (connection.read(bytes.clear()) >= 0) {
      // until it hangs up
    }
  }

  @Test
  void theTailIsReadFromAPosition() {
    var tail = new Tail();
    tail.add("abc");
    assertThat(tail.since(0)).isEqualTo(new Work.Chunk("abc", 3));
    assertThat(tail.since(2)).isEqualTo(new Work.Chunk("c", 3));
    tail.add("z".repeat(Tail.KEPT));
    assertThat(tail.since(0).text()).hasSize(Tail.KEPT);
    assertThat(tail.since(Tail.KEPT)).isEqualTo(new Work.Chunk("zzz", Tail.KEPT + 3));
    tail.add("x".repeat(2 * Tail.KEPT) + "y");
    assertThat(tail.since(3).text()).hasSize(Tail.KEPT).endsWith("xy");
    assertThat(tail.since(3L * Tail.KEPT + 4)).isEqualTo(new Work.Chunk("", 3L * Tail.KEPT + 4));
  }
}
