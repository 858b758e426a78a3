package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The disk of the state directory is full: nothing of what happens can be written down, and all of
/// it happens.
class FullDiskTest extends Faults {
  private static final int TIMES = times(1, 25);

  private SmallDisk disk;

  @BeforeEach
  void mount() throws Exception {
    disk = closeLater(SmallDisk.mount(home.resolve("daemon/state"), "16m"));
  }

  private void awaitTrouble() throws Exception {
    // What is in the log of the database already is room for a few lines more.
    until(
        () -> {
          knockUntilOpen();
          return daemon().troubles().contains("the disk is full");
        });
    assertThat(daemon().log()).contains("the disk is full");
  }

  /// What could not be written is.
  private Duration heal() throws Exception {
    disk.free();
    return untilWell();
  }

  private void write(String how, List<Duration> recovered) throws Exception {
    Row.of("the disk is full", how, TIMES, probe.faults(), recovered).write();
    assertThat(probe.openTooLong()).isEmpty();
    assertThat(daemon().isAlive()).isTrue();
  }

  @Test
  void doorsOpenAndShutOnTimeAndAllIsWrittenAsSoonAsThereIsRoom() throws Exception {
    start();
    var recovered = new ArrayList<Duration>();
    for (int i = 0; i < TIMES; i++) {
      knockUntilOpen();
      disk.fill();
      waitUntilShut();
      knockUntilOpen();
      awaitTrouble();
      waitUntilShut();
      recovered.add(heal());
    }
    write("while it runs, with a door open; then room", recovered);
  }

  @Test
  void aStartAdoptsWhatCanBeReadAndHearsKnocks() throws Exception {
    start();
    var recovered = new ArrayList<Duration>();
    for (int i = 0; i < TIMES; i++) {
      knockUntilOpen();
      until(() -> daemon().unwritten() == 0);
      daemon().kill();
      disk.fill();
      daemon().start();
      waitUntilShut();
      knockUntilOpen();
      waitUntilShut();
      recovered.add(heal());
    }
    write("kill -9 with a door open, and a start", recovered);
  }

  @Test
  void aFirstStartHearsKnocksToo() throws Exception {
    disk.fill();
    start();
    knockUntilOpen();
    awaitTrouble();
    waitUntilShut();
    heal();
    assertThat(daemon().told("granted", "web")).isNotNull();
    assertThat(daemon().log()).doesNotContain("damaged");
    assertThat(probe.openTooLong()).isEmpty();
  }

  @Test
  void itStopsInTimeWhileAnAlarmCanNotBeNoted() throws Exception {
    start();
    knockUntilOpen();
    until(() -> daemon().unwritten() == 0);
    disk.fill();
    waitUntilShut();
    var stopped = until(this::stopped);
    assertThat(stopped).isLessThan(Duration.ofSeconds(30));
    daemon().start();
  }

  private boolean stopped() throws Exception {
    daemon().stop();
    return true;
  }

  /// The store says that its door is open: what is written there is older than the firewall.
  @Test
  void aDoorThatWasShutMeanwhileStaysShutAfterARestart() throws Exception {
    start(CONFIG, "web", "open: {port: tcp/443}\nfor: 10m\n");
    probe.mayOpen(Duration.ofMinutes(10));
    knockUntilOpen();
    until(() -> daemon().unwritten() == 0);
    disk.fill();
    assertThat(daemon().knockgate("close", "web").exit()).isZero();
    daemon().kill();
    daemon().start();
    int before = probe.opened();
    int tries = probe.tries();
    until(() -> probe.tries() > tries + 5);
    assertThat(probe.opened()).isEqualTo(before);
    assertThat(daemon().leases()).isEmpty();
    heal();
    assertThat(daemon().told("closed", "web").get("reason").getAsString())
        .isEqualTo("its door was shut before the daemon started");
  }
}
