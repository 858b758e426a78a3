package io.knockgate.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SdNotifyTest {
  private static final long PID = 4711;

  @TempDir private Path directory;

  @Test
  void readinessComesWithAStatusInOneDatagram() throws Exception {
    var path = directory.resolve("notify").toString();
    try (var systemd = UnixReceiver.bind(path)) {
      SdNotify.of(Map.of("NOTIFY_SOCKET", path), PID).ready("guards 3 ports, grüßt");
      assertThat(systemd.next()).isEqualTo("READY=1\nSTATUS=guards 3 ports, grüßt");
    }
  }

  @Test
  void anAbstractNameIsTakenAsSuch() throws Exception {
    var name = "@kgs-" + ProcessHandle.current().pid();
    try (var systemd = UnixReceiver.bind(name)) {
      var notify = SdNotify.of(Map.of("NOTIFY_SOCKET", name), PID);
      notify.alive();
      notify.stopping();
      assertThat(systemd.next()).isEqualTo("WATCHDOG=1");
      assertThat(systemd.next()).isEqualTo("STOPPING=1");
    }
  }

  @Test
  void aStatusCanNotSmuggleInAnotherAssignment() throws Exception {
    var path = directory.resolve("notify").toString();
    try (var systemd = UnixReceiver.bind(path)) {
      SdNotify.of(Map.of("NOTIFY_SOCKET", path), PID).status("fine\nMAINPID=1");
      assertThat(systemd.next()).isEqualTo("STATUS=fine MAINPID=1");
    }
  }

  @Test
  void withoutSystemdNothingHappens() throws Exception {
    var notify = SdNotify.of(Map.of(), PID);
    notify.ready("nobody hears");
    notify.alive();
    assertThat(notify.watchdogInterval()).isEmpty();
  }

  @Test
  void aSocketThatIsGoneIsTold() throws Exception {
    var path = directory.resolve("gone").toString();
    var notify = SdNotify.of(Map.of("NOTIFY_SOCKET", path), PID);
    assertThatThrownBy(notify::alive)
        .isInstanceOf(LinuxException.class)
        .hasMessage("telling systemd: ENOENT: No such file or directory");
  }

  @Test
  void anAddressThatIsNoneIsRefused() {
    for (var address : new String[] {"vsock:2:1234", "relative", "/" + "x".repeat(200)}) {
      assertThatThrownBy(() -> SdNotify.of(Map.of("NOTIFY_SOCKET", address), PID))
          .isInstanceOf(LinuxException.class)
          .hasMessage("NOTIFY_SOCKET is no path and no abstract name: " + address);
    }
  }

  @Test
  void theWatchdogIntervalIsInMicroseconds() throws Exception {
    assertThat(SdNotify.of(Map.of("WATCHDOG_USEC", "20000000"), PID).watchdogInterval())
        .contains(Duration.ofSeconds(20));
    assertThat(
            SdNotify.of(Map.of("WATCHDOG_USEC", "500000", "WATCHDOG_PID", "4711"), PID)
                .watchdogInterval())
        .contains(Duration.ofMillis(500));
  }

  @Test
  void aWatchdogForAnotherProcessOrOfNoLengthIsNone() throws Exception {
    assertThat(
            SdNotify.of(Map.of("WATCHDOG_USEC", "500000", "WATCHDOG_PID", "1"), PID)
                .watchdogInterval())
        .isEmpty();
    for (var micros : new String[] {"", "0", "-5", "soon", "99999999999999999999"}) {
      assertThat(SdNotify.of(Map.of("WATCHDOG_USEC", micros), PID).watchdogInterval()).isEmpty();
    }
  }
}
