package io.knockgate.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a service tells systemd about itself (sd_notify(3), `Type=notify`): one datagram for each
/// thing told. Where systemd did not start us and so does not listen, telling does nothing.
public final class SdNotify {
  // sys/socket.h and linux/un.h
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int FAMILY_BYTES = 2;
  private static final int NAME_LIMIT = 108;

  private static final int NONE = -1;

  private final byte @Nullable [] address; // as in sun_path

  /// Open from the beginning: a process that may open no socket more lives all the same.
  private final int fd;

  private final Optional<Duration> watchdogInterval;

  private SdNotify(byte @Nullable [] address, Optional<Duration> watchdogInterval)
      throws LinuxException {
    this.address = address;
    this.fd = address == null ? NONE : checked(Libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    this.watchdogInterval = watchdogInterval;
  }

  /// Reads where systemd listens, and how often it wants a sign of life, from our environment.
  ///
  /// @throws LinuxException where NOTIFY_SOCKET is set to what is no Unix address
  public static SdNotify ofEnvironment() throws LinuxException {
    return of(System.getenv(), ProcessHandle.current().pid());
  }

  static SdNotify of(Map<String, String> environment, long pid) throws LinuxException {
    return new SdNotify(
        address(environment.getOrDefault("NOTIFY_SOCKET", "")), interval(environment, pid));
  }

  /// The longest silence that systemd bears before it ends us (`WatchdogSec`); tell [#alive] twice
  /// as often. Empty where it does not watch this process.
  public Optional<Duration> watchdogInterval() {
    return watchdogInterval;
  }

  /// We do what we are there for from now on.
  ///
  /// @param status one line for `systemctl status`
  public void ready(String status) throws LinuxException {
    tell("READY=1\n" + statusLine(status));
  }

  /// How things are.
  ///
  /// @param status one line for `systemctl status`
  public void status(String status) throws LinuxException {
    tell(statusLine(status));
  }

  /// We live and our work goes on.
  public void alive() throws LinuxException {
    tell("WATCHDOG=1");
  }

  /// We are on our way out.
  public void stopping() throws LinuxException {
    tell("STOPPING=1");
  }

  /// A line break would begin another assignment.
  private static String statusLine(String status) {
    return "STATUS=" + status.replaceAll("\\p{Cntrl}", " ");
  }

  private synchronized void tell(String assignments) throws LinuxException {
    if (address == null) {
      return;
    }
    try (var arena = Arena.ofConfined()) {
      var name = arena.allocate(FAMILY_BYTES + address.length);
      name.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(address, 0, name, ValueLayout.JAVA_BYTE, FAMILY_BYTES, address.length);
      checked(Libc.connect(fd, name, (int) name.byteSize()));
      var bytes = assignments.getBytes(StandardCharsets.UTF_8);
      var message = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      checked(Libc.send(fd, message, bytes.length, MSG_NOSIGNAL));
    }
  }

  /// A path, or behind `@` a name in the abstract namespace, whose first byte is 0 (unix(7)).
  private static byte @Nullable [] address(String text) throws LinuxException {
    if (text.isEmpty()) {
      return null;
    }
    var name = (text + "\0").getBytes(StandardCharsets.UTF_8);
    boolean isAbstract = text.startsWith("@");
    if (name.length > NAME_LIMIT || !(isAbstract || text.startsWith("/"))) {
      throw new LinuxException("NOTIFY_SOCKET is no path and no abstract name: " + text);
    }
    if (isAbstract) {
      name = text.getBytes(StandardCharsets.UTF_8); // its length ends it
      name[0] = 0;
    }
    return name;
  }

  /// WATCHDOG_USEC are microseconds; WATCHDOG_PID says whom they are for (sd_watchdog_enabled(3)).
  private static Optional<Duration> interval(Map<String, String> environment, long pid) {
    var micros = environment.getOrDefault("WATCHDOG_USEC", "");
    var watched = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
    if (!micros.matches("[1-9][0-9]{0,14}") || !watched.equals(Long.toString(pid))) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(Long.parseLong(micros) * 1000));
  }

  private static int checked(long answer) throws LinuxException {
    if (answer < 0) {
      throw new LinuxException("telling systemd", (int) -answer);
    }
    return (int) answer;
  }
}
