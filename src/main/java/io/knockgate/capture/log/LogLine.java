package io.knockgate.capture.log;

import io.knockgate.packet.Packet;

/// What one line of a firewall log says.
sealed interface LogLine {
  LogLine OTHER = new Other();

  /// The kernel tells of a connection attempt that came in and was not sent on.
  ///
  /// @param in the interface it came in on
  record Logged(String in, Packet packet) implements LogLine {}

  /// Somebody tells that lines are missing.
  ///
  /// @param lines how many
  record Missing(long lines) implements LogLine {}

  /// Anything else.
  record Other() implements LogLine {}

  /// Reads a line. Total: any text has an answer, none throws.
  ///
  /// @param nanos when it was read, on the monotonic clock
  /// @param capture the number of the capture that read it
  static LogLine read(String line, long nanos, int capture) {
    return Header.of(line)
        .map(
            header -> {
              long missing = Gap.in(header);
              return missing > 0 ? new Missing(missing) : KernelLog.read(header, nanos, capture);
            })
        .orElse(OTHER);
  }
}
