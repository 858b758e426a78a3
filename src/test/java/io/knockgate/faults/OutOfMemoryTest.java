package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonObject;
import io.knockgate.lab.Lab;
import io.knockgate.lab.RunningDaemon;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The heap runs out with a door open: many read a long history at once, slowly, in a heap that
/// only just holds the daemon. It must end, and not go on half dead.
class OutOfMemoryTest extends Faults {
  private static final int TIMES = times(1, 20);

  /// Comes after the launcher's own options, and wins.
  private static final String HEAP = "_JAVA_OPTIONS=-Xmx24m -XX:MaxNewSize=8m";

  /// What the JVM's ExitOnOutOfMemoryError ends with.
  private static final int OUT_OF_MEMORY = 3;

  /// What the kernel's SIGKILL ends with.
  private static final int KILLED = 128 + 9;

  private static final long LEFT = 1 << 20;
  private static final List<MemoryGroup> groups = new ArrayList<>();

  private static final int READERS = 60;
  private static final int LONG_OUTPUTS = 6;

  private void start(List<String> by) throws Exception {
    keep(
        RunningDaemon.startBy(
            by,
            lab,
            home.resolve("daemon"),
            CONFIG,
            "web",
            "open: {port: tcp/443}\nfor: %ds\n".formatted(OPEN.toSeconds()),
            "talk",
            "run: {command: [/bin/sh, -c, \"yes knockgate | head -c 65000\"], timeout: 1m}\n"));
    for (int i = 0; i < LONG_OUTPUTS; i++) {
      daemon().tryToAsk("trigger", trigger());
    }
  }

  @Test
  void theDaemonEndsAtOnceTheKernelShutsTheDoorAndTheNextDaemonHearsKnocks() throws Exception {
    start(List.of("env", HEAP));
    var recovered = new ArrayList<Duration>();
    for (int i = 0; i < TIMES; i++) {
      knockUntilOpen();
      exhaust();
      assertThat(daemon().exit()).as(daemon().log()).isEqualTo(OUT_OF_MEMORY);
      long died = System.nanoTime();
      daemon().start();
      recovered.add(Duration.ofNanos(System.nanoTime() - died));
      waitUntilShut();
      knockUntilOpen();
      waitUntilShut();
    }
    Row.of(
            "memory runs out",
            "60 slow readers of the history in a heap of 24 MiB",
            TIMES,
            probe.faults(),
            recovered)
        .write();
    assertThat(probe.openTooLong()).isEmpty();
  }

  @Test
  void aDaemonThatTheKernelKillsForItsMemoryIsFollowedByOneThatHearsKnocks() throws Exception {
    var made = MemoryGroup.make();
    assumeThat(made).as("the machine can limit memory").isPresent();
    var group = made.get();
    groups.add(group);
    start(List.of());
    var recovered = new ArrayList<Duration>();
    for (int i = 0; i < TIMES; i++) {
      group.add(daemon().pid());
      knockUntilOpen();
      group.leave(LEFT);
      exhaust();
      assertThat(daemon().exit()).as(daemon().log()).isEqualTo(KILLED);
      group.leaveAll();
      long died = System.nanoTime();
      daemon().start();
      recovered.add(Duration.ofNanos(System.nanoTime() - died));
      waitUntilShut();
      knockUntilOpen();
      waitUntilShut();
    }
    Row.of(
            "memory runs out",
            "60 slow readers of the history in a control group with 1 MiB left",
            TIMES,
            probe.faults(),
            recovered)
        .write();
    assertThat(probe.openTooLong()).isEmpty();
  }

  /// The daemon is killed before.
  @AfterAll
  static void removeGroups() throws Exception {
    for (var group : groups) {
      group.close();
    }
  }

  private static JsonObject trigger() {
    var arguments = new JsonObject();
    arguments.addProperty("action", "talk");
    arguments.addProperty("source", Lab.CLIENT_V4);
    return arguments;
  }

  /// Lets readers come, who read a line and then no more, until the daemon has ended.
  private void exhaust() throws Exception {
    var dead = new CountDownLatch(1);
    for (int i = 0; i < READERS; i++) {
      Thread.ofVirtual()
          .start(
              () -> {
                while (dead.getCount() > 0) {
                  daemon().tryToAsk("history", history(), _ -> awaitUnhurried(dead));
                }
              });
    }
    assertThat(within(LIMIT, () -> !daemon().isAlive())).as("it has ended").isTrue();
    dead.countDown();
  }

  private static JsonObject history() {
    var arguments = new JsonObject();
    arguments.addProperty("limit", 100);
    return arguments;
  }

  private static void awaitUnhurried(CountDownLatch latch) {
    try {
      var _ = latch.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
