package io.knockgate.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Our units under a real systemd, with the real daemon, nftables and kernel.
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnitsTest {
  private static final String DAEMON = "knockgate.service";
  private static final String GUARD = "knockgate-guard.service";
  private static final String LAUNCHER = "/usr/lib/knockgate/bin/knockgate";
  private static final String CONFIG = "/etc/knockgate/config.yaml";

  @TempDir private static Path home;

  private Box box;

  @BeforeAll
  void boot() throws Exception {
    box = Box.boot(home);
    eventually(this::daemonIsActive); // so that a slow boot is over
  }

  @BeforeEach
  void start() throws Exception {
    box.exec("systemctl", "start", "nftables.service", GUARD, DAEMON);
    eventually(this::isGuarded);
  }

  @AfterAll
  void end() throws Exception {
    box.end();
  }

  @ParameterizedTest
  @ValueSource(strings = {DAEMON, GUARD, "knockgate-spa.socket", "nftables.service"})
  void systemdFindsNothingToSayAboutThem(String unit) throws Exception {
    var verified = box.run("systemd-analyze", "verify", unit);
    assertThat(verified).isEqualTo(new Box.Output(0, ""));
  }

  /// The most that `systemd-analyze security` may find of what an attacker could reach, times ten.
  /// Of the daemon it counts that it may ask whether the clock is synchronised (adjtimex), by a
  /// call that could set it with a capability that it hasn't: docs/decisions.md.
  @ParameterizedTest
  @CsvSource({DAEMON + ", 19", GUARD + ", 16"})
  void theyExposeLittle(String unit, int most) throws Exception {
    box.exec("systemd-analyze", "security", "--threshold=" + most, "--no-pager", unit);
  }

  @Test
  void theGuardStandsBeforeThereIsANetwork() throws Exception {
    assertThat(since("network-pre.target")).isGreaterThan(since(GUARD)).isPositive();
    assertThat(since(GUARD)).isGreaterThan(since("nftables.service")).isPositive();
  }

  @Test
  void theDaemonTellsThatItIsReadyAndHowItIs() throws Exception {
    assertThat(daemonIsActive()).isTrue();
    assertThat(box.property(DAEMON, "StatusText")).isNotEmpty();
    assertThat(box.property(DAEMON, "WatchdogTimestampMonotonic")).isNotEqualTo("0");
  }

  @Test
  void theDaemonIsAUserWithOneCapability() throws Exception {
    var status = box.exec("cat", "/proc/" + box.property(DAEMON, "MainPID") + "/status");
    var user = box.exec("id", "-u", "knockgate").strip();
    assertThat(status)
        .contains("Uid:\t%1$s\t%1$s\t%1$s\t%1$s\n".formatted(user))
        .contains("CapEff:\t0000000000001000\n") // 1 << CAP_NET_ADMIN
        .contains("CapBnd:\t0000000000001000\n");
  }

  @Test
  void theDaemonsMemoryIsNeverWrittenToDisk() throws Exception {
    var limits = box.exec("cat", "/proc/" + box.property(DAEMON, "MainPID") + "/limits");
    assertThat(limits).containsPattern("Max core file size +0 +0 ");
  }

  @Test
  void commandsAreForTheGroup() throws Exception {
    var member = as("knockgate", "status");
    assertThat(member.exit()).as(member.text()).isZero();
    var stranger = as("nogroup", "status");
    assertThat(stranger.exit()).as(stranger.text()).isEqualTo(77);
  }

  @Test
  void aStopOfTheDaemonLeavesPortsGuarded() throws Exception {
    box.exec("systemctl", "stop", DAEMON);
    assertThat(box.property(DAEMON, "Result")).isEqualTo("success");
    assertThat(isGuarded()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"reload", "restart", "stop"})
  void withTheDaemonStoppedTheGuardComesBackWhateverNftablesServiceDoes(String verb)
      throws Exception {
    box.exec("systemctl", "stop", DAEMON);
    box.exec("systemctl", verb, "nftables.service");
    eventually(this::isGuarded);
    box.exec("systemctl", "start", "nftables.service");
    eventually(this::isGuarded);
  }

  @Test
  void aGuardThatWasStoppedByHandStaysAway() throws Exception {
    box.exec("systemctl", "stop", DAEMON, GUARD);
    box.exec(LAUNCHER, "release");
    box.exec("systemctl", "reload", "nftables.service");
    // The guard's job would have been queued before the reload was over.
    assertThat(box.exec("systemctl", "list-jobs", "--no-legend")).isEmpty();
    assertThat(isGuarded()).isFalse();
  }

  @Test
  void aKilledDaemonIsStartedAgain() throws Exception {
    var killed = box.property(DAEMON, "MainPID");
    box.exec("kill", "-9", killed);
    eventually(() -> daemonIsActive() && !box.property(DAEMON, "MainPID").equals(killed));
  }

  @Test
  void aDaemonThatHangsIsKilledAndStartedAgain() throws Exception {
    var dropIn = "/run/systemd/system/" + DAEMON + ".d/watchdog.conf";
    box.write(dropIn, "[Service]\nWatchdogSec=6s\n");
    box.exec("systemctl", "daemon-reload");
    box.exec("systemctl", "restart", DAEMON);
    var hung = box.property(DAEMON, "MainPID");
    box.exec("kill", "-STOP", hung);
    eventually(() -> daemonIsActive() && !box.property(DAEMON, "MainPID").equals(hung));
    box.exec("rm", dropIn);
    box.exec("systemctl", "daemon-reload");
    box.exec("systemctl", "restart", DAEMON);
  }

  @Test
  void aRestartEndsNoJob() throws Exception {
    var action = "/etc/knockgate/actions/long.yaml";
    box.write(action, "run: {command: [/bin/sleep, \"98763\"], timeout: 1h}\n");
    box.exec("systemctl", "restart", DAEMON);
    box.exec(LAUNCHER, "trigger", "long", "--detach");
    eventually(() -> !sleeper().isEmpty());
    var before = sleeper();
    assertThat(box.exec("cat", "/proc/" + before + "/oom_score_adj")).isEqualTo("500\n");

    box.exec("systemctl", "restart", DAEMON);
    eventually(() -> !sleeper().isEmpty());
    assertThat(sleeper()).isNotEqualTo(before);
    assertThat(box.exec(LAUNCHER, "history"))
        .contains("again, because it was interrupted")
        .doesNotContain("exit 143");
    box.exec(LAUNCHER, "close", "long");
    eventually(() -> sleeper().isEmpty());
    box.exec("rm", action);
  }

  private String sleeper() throws Exception {
    return box.run("pgrep", "-fx", "/bin/sleep 98763").text().strip();
  }

  @Test
  void theDaemonOutlivesItsJobsWhereMemoryRunsOut() throws Exception {
    assertThat(box.property(DAEMON, "OOMPolicy")).isEqualTo("continue");
    // systemd doesn't mind where it may not set it, as in a container.
    assertThat(box.property(DAEMON, "OOMScoreAdjust")).isEqualTo("-500");
  }

  @Test
  void aReloadTakesWhatIsSoundAndTellsWhatIsNot() throws Exception {
    var sound = box.exec("cat", CONFIG);
    var process = box.property(DAEMON, "MainPID");
    box.write(CONFIG, sound + "unknown: key\n");
    assertThat(box.run("systemctl", "reload", DAEMON).exit()).isNotZero();
    assertThat(box.exec(LAUNCHER, "status")).contains("unknown key \"unknown\"");
    box.write(CONFIG, sound);
    box.exec("systemctl", "reload", DAEMON);
    assertThat(box.exec(LAUNCHER, "status")).doesNotContain("unknown key");
    assertThat(box.property(DAEMON, "MainPID")).isEqualTo(process);
    assertThat(daemonIsActive()).isTrue();
  }

  @Test
  void aFaultInTheConfigurationIsNotTriedAgain() throws Exception {
    var sound = box.exec("cat", CONFIG);
    box.write(CONFIG, sound + "unknown: key\n");
    assertThat(box.run("systemctl", "restart", DAEMON).exit()).isNotZero();
    assertThat(box.property(DAEMON, "ActiveState")).isEqualTo("failed");
    assertThat(box.property(DAEMON, "ExecMainStatus")).isEqualTo("78");
    box.write(CONFIG, sound);
  }

  @Test
  void captureOnAnInterfaceAddsOneCapability() throws Exception {
    var text = Files.readString(Path.of("systemd/capture-interface.conf"));
    box.write("/run/systemd/system/" + DAEMON + ".d/capture-interface.conf", text);
    box.exec("systemctl", "daemon-reload");
    box.exec("systemctl", "restart", DAEMON);
    var status = box.exec("cat", "/proc/" + box.property(DAEMON, "MainPID") + "/status");
    assertThat(status).contains("CapEff:\t0000000000003000\n"); // and 1 << CAP_NET_RAW
    box.exec("rm", "/run/systemd/system/" + DAEMON + ".d/capture-interface.conf");
    box.exec("systemctl", "daemon-reload");
    box.exec("systemctl", "restart", DAEMON);
  }

  private Box.Output as(String group, String command) throws Exception {
    return box.run(
        "setpriv", "--reuid=nobody", "--regid=" + group, "--clear-groups", LAUNCHER, command);
  }

  private boolean daemonIsActive() throws Exception {
    return box.property(DAEMON, "ActiveState").equals("active");
  }

  private boolean isGuarded() throws Exception {
    return box.run("nft", "list", "chain", "inet", "knockgate", "guard").exit() == 0;
  }

  /// When a unit became active, in microseconds of the machine's time.
  private long since(String unit) throws Exception {
    return Long.parseLong(box.property(unit, "ActiveEnterTimestampMonotonic"));
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofMinutes(2)).until(condition);
  }
}
