package io.knockgate.faults;

import io.knockgate.lab.Lab;
import io.knockgate.lab.RunningDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The wall clock of a daemon, which is stepped while it runs, by libfaketime. Its monotonic clock
/// goes on, as the kernel's does.
final class FakeTime {
  private static final Path LIBRARIES = Path.of("/usr/lib");

  private final Path home;

  /// @param home a directory of the test's
  FakeTime(Path home) {
    this.home = home;
  }

  /// Sets it.
  void set(Instant to) throws IOException {
    var off = Duration.between(Instant.now(), to).plusMillis(500).toSeconds();
    var next = Files.writeString(home.resolve("next"), "%+d".formatted(off));
    Files.move(next, home.resolve("clock"), StandardCopyOption.ATOMIC_MOVE);
  }

  /// Starts a daemon that has this clock; it is to be [#set] before.
  RunningDaemon start(Lab lab, String config, String... actions) throws Exception {
    return RunningDaemon.startBy(
        List.of(
            "env",
            "LD_PRELOAD=" + library(),
            "FAKETIME_TIMESTAMP_FILE=" + home.resolve("clock"),
            "FAKETIME_CACHE_DURATION=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            // Or it takes what waits by the monotonic clock for waits by the other one.
            "FAKETIME_FORCE_MONOTONIC_FIX=0"),
        lab,
        home.resolve("daemon"),
        config,
        actions);
  }

  private static Path library() throws IOException {
    try (var files =
        Files.find(LIBRARIES, 3, (file, _) -> file.endsWith("faketime/libfaketimeMT.so.1"))) {
      return files.findFirst().orElseThrow();
    }
  }
}
