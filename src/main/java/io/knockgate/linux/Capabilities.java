package io.knockgate.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the kernel lets this process do (capabilities(7)).
public enum Capabilities {
  /// Signals to processes of other users.
  KILL(5),
  /// Becoming another group.
  SETGID(6),
  /// Becoming another user.
  SETUID(7),
  /// Taking capabilities out of the bounding set.
  SETPCAP(8),
  /// Changes to the firewall, and listening to it.
  NET_ADMIN(12),
  /// Packet sockets, which libpcap uses.
  NET_RAW(13);

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String EFFECTIVE = "CapEff:";

  private final int bit;

  Capabilities(int bit) {
    this.bit = bit;
  }

  /// Whether this process has it.
  ///
  /// @throws LinuxException where the kernel doesn't tell
  public boolean isHeld() throws LinuxException {
    try (var lines = Files.lines(STATUS)) {
      var mask =
          lines
              .filter(line -> line.startsWith(EFFECTIVE))
              .findFirst()
              .orElseThrow(() -> new IOException("no " + EFFECTIVE));
      return (Long.parseUnsignedLong(mask.substring(EFFECTIVE.length()).strip(), 16) >>> bit & 1)
          == 1;
    } catch (IOException unreadable) {
      throw new LinuxException(STATUS + " can't be read: " + unreadable.getMessage());
    }
  }

  /// As it is written in unit files: `CAP_NET_ADMIN`.
  @Override
  public String toString() {
    return "CAP_" + name();
  }
}
