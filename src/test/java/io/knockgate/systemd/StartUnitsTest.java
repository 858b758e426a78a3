package io.knockgate.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.action.Task;
import io.knockgate.job.TaskEnd;
import io.knockgate.job.unit.UnitWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Units of a real systemd that actions start.
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartUnitsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir private static Path home;

  private Box box;
  private UnitWorker worker;

  @BeforeAll
  void boot() throws Exception {
    box = Box.boot(home);
    worker = new UnitWorker(new BoxedPrograms(box));
    unit("good", "Type=oneshot\nExecStart=/bin/true");
    unit("bad", "Type=oneshot\nExecStart=/bin/false");
    unit("slow", "Type=oneshot\nExecStart=/bin/sleep 3000");
    unit("server", "ExecStart=/bin/sleep 3000");
    unit("before", "ExecStart=/bin/sleep 3000");
    box.exec("systemctl", "daemon-reload");
  }

  @AfterAll
  void end() throws Exception {
    worker.close();
    box.end();
  }

  private void unit(String name, String service) throws Exception {
    box.write("/run/systemd/system/" + name + ".service", "[Service]\n" + service + "\n");
  }

  @Test
  void oneThatSucceeds() throws Exception {
    assertThat(start("good.service", LONG)).isEqualTo(new TaskEnd.Exited(0, ""));
    assertThat(box.property("good.service", "Result")).isEqualTo("success");
    assertThat(box.property("good.service", "ExecMainStatus")).isEqualTo("0");
  }

  @Test
  void oneThatFailsSaysSo() throws Exception {
    var end = start("bad.service", LONG);
    assertThat(end)
        .isInstanceOfSatisfying(
            TaskEnd.Exited.class,
            failed -> {
              assertThat(failed.exit()).isNotZero();
              assertThat(failed.output()).contains("Job for bad.service failed");
            });
  }

  @Test
  void oneThatIsNotThereSaysSo() throws Exception {
    assertThat(start("none.service", LONG).output()).contains("none.service not found");
  }

  @Test
  void oneThatTakesTooLongIsToldToStop() throws Exception {
    assertThat(start("slow.service", Duration.ofSeconds(5))).isInstanceOf(TaskEnd.TimedOut.class);
    assertBecomes("slow.service", "failed"); // of a oneshot, SIGTERM is no good end
  }

  @Test
  void oneThatIsStartedIsStoppedWhereItIsUndone() throws Exception {
    var end = new CompletableFuture<TaskEnd>();
    var work = worker.begin(new Task.Start("server.service", LONG), end::complete);
    assertThat(end.get(2, TimeUnit.MINUTES)).isEqualTo(new TaskEnd.Exited(0, ""));
    assertBecomes("server.service", "active");
    work.undo();
    assertBecomes("server.service", "inactive");
  }

  @Test
  void oneThatWasUpBeforeIsLeftAlone() throws Exception {
    box.exec("systemctl", "start", "before.service");
    var end = new CompletableFuture<TaskEnd>();
    var work = worker.begin(new Task.Start("before.service", LONG), end::complete);
    assertThat(end.get(2, TimeUnit.MINUTES)).isEqualTo(new TaskEnd.Exited(0, ""));
    work.undo();
    assertThat(box.exec("systemctl", "list-jobs", "--no-legend")).doesNotContain("before.service");
    assertThat(box.property("before.service", "ActiveState")).isEqualTo("active");
  }

  private TaskEnd start(String unit, Duration limit) throws Exception {
    var end = new CompletableFuture<TaskEnd>();
    worker.begin(new Task.Start(unit, limit), end::complete);
    return end.get(2, TimeUnit.MINUTES);
  }

  private void assertBecomes(String unit, String state) {
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> box.property(unit, "ActiveState").equals(state));
  }
}
