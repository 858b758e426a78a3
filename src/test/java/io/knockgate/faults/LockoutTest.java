package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whatever is lost, the LAN reaches the gateway all the time, guarded ports too, and from there
/// the doors can be opened as docs/lockout.md says. (Its commands are run by
/// `systemd.LockoutUnitsTest`.)
class LockoutTest extends Faults {
  private static final String WEB = "open: {port: tcp/443}\nfor: %ds\n".formatted(OPEN.toSeconds());

  private LanProbe lan;
  private Path state;
  private String lost = "";

  @BeforeEach
  void begin() throws Exception {
    state = Files.createDirectories(home.resolve("daemon/state"));
    here("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", state.toString());
    lan = closeLater(LanProbe.of(lab, PORT));
    start(CONFIG, "web", WEB);
  }

  @AfterEach
  void theLanWasNeverTouched() throws Exception {
    until(() -> lan.through() > 100);
    daemon().kill();
    here("umount", "--lazy", state.toString());
    assertThat(lan.failed()).isZero();
    assertThat(probe.openTooLong()).isEmpty();
    var how = "the LAN connects to a guarded port all the time";
    Row.of("locked out: " + lost, how, lan.through(), probe.faults(), List.of()).write();
  }

  @Test
  void withTheDaemonDeadADoorIsOpenedByHandAndShutByTheKernel() throws Exception {
    lost = "the daemon is dead";
    knockUntilOpen();
    daemon().kill();
    waitUntilShut();
    opens(
        () ->
            lab.exec(
                Place.GATEWAY,
                "nft",
                "add element inet knockgate open4 { %s . tcp . 443 timeout %ds }"
                    .formatted(Lab.CLIENT_V4, OPEN.toSeconds())));
    waitUntilShut();
  }

  @Test
  void withoutAnyKnockADoorIsOpenedByACommand() throws Exception {
    lost = "nobody can knock";
    opens(this::trigger);
    waitUntilShut();
  }

  @Test
  void withABrokenConfigurationWhatWasGuardedStaysSo() throws Exception {
    lost = "the configuration is broken";
    daemon().stop();
    var config = daemon().home().resolve("config.yaml");
    var sound = Files.readString(config);
    Files.writeString(config, sound + "gaurd: []\n");
    assertThat(daemon().knockgate("run").exit()).isEqualTo(78);
    assertThat(daemon().knockgate("guard").exit()).isEqualTo(78);
    waitUntilShut();

    lab.exec(Place.GATEWAY, "nft", "delete table inet knockgate"); // as by a boot
    probe.mayOpen(LIMIT);
    assertThat(daemon().guardWithBrokenConfiguration().text()).contains("stay guarded");
    probe.mustBeShutFrom(Duration.ZERO);
    waitUntilShut();

    Files.writeString(config, sound);
    daemon().start();
    knockUntilOpen();
  }

  @Test
  void withAFullDiskASequenceOpensAndACommandDoes() throws Exception {
    lost = "the disk is full";
    fill();
    knockUntilOpen();
    waitUntilShut();
    opens(this::trigger);
  }

  @Test
  void withTheTableReleasedAllIsAsWithoutUs() throws Exception {
    lost = "the table is released";
    daemon().stop();
    probe.mayOpen(LIMIT);
    int before = probe.opened();
    assertThat(daemon().knockgate("release").exit()).isZero();
    assertThat(within(LIMIT, () -> probe.opened() > before)).isTrue();
  }

  @Test
  void onAnInterfaceThatWasRenamedNothingIsGuarded() throws Exception {
    lost = "the interface is renamed";
    probe.mayOpen(LIMIT);
    int before = probe.opened();
    lab.exec(Place.GATEWAY, "ip", "link", "set", "dev", "wan", "down");
    lab.exec(Place.GATEWAY, "ip", "link", "set", "dev", "wan", "name", "wan9");
    lab.exec(Place.GATEWAY, "ip", "link", "set", "dev", "wan9", "up");
    assertThat(within(LIMIT, () -> probe.opened() > before)).isTrue();
  }

  private interface Deed {
    void run() throws Exception;
  }

  private void opens(Deed deed) throws Exception {
    int before = probe.opened();
    probe.mayOpen(LIMIT);
    deed.run();
    assertThat(within(LIMIT, () -> probe.opened() > before)).isTrue();
    probe.mustBeShutFrom(OPEN);
  }

  private void trigger() throws Exception {
    var done = daemon().knockgate("trigger", "web", "--source", Lab.CLIENT_V4);
    assertThat(done.exit()).as(done.text()).isZero();
  }

  private void fill() throws IOException {
    try (var out = Files.newOutputStream(state.resolve("filler"))) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private static void here(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
