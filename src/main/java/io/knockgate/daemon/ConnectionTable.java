package io.knockgate.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How full the kernel's connection table is, which all of the gateway's traffic shares
/// (nf_conntrack-sysctl in the kernel's documentation).
final class ConnectionTable {
  private static final Path DIRECTORY = Path.of("/proc/sys/net/netfilter");

  private ConnectionTable() {}

  /// ` (1200 of 262144 entries now)`, or the empty text where the kernel doesn't tell.
  static String now() {
    try {
      return " (%s of %s entries now)"
          .formatted(read("nf_conntrack_count"), read("nf_conntrack_max"));
    } catch (IOException untold) {
      return "";
    }
  }

  /// In one read: such a file is at its end at the second, however short the first was.
  private static String read(String name) throws IOException {
    try (var lines = Files.newBufferedReader(DIRECTORY.resolve(name))) {
      return String.valueOf(lines.readLine());
    }
  }
}
