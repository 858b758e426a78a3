package io.knockgate.config;

import java.nio.file.Path;
import java.util.Optional;

/// Reads `jobs:`.
final class JobsReader {
  private JobsReader() {}

  /// The socket of who runs programs in the daemon's stead.
  static Optional<Path> read(Section jobs) {
    return jobs.require("socket").flatMap(item -> item.text(Forms::socket)).map(Placed::value);
  }
}
