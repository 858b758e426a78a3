package io.knockgate.log;

import java.io.PrintStream;
import java.time.Clock;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// Where the lines go. A line is one line whatever is in the message: control characters are
/// written as escapes, so that nothing that a stranger sent can forge a line or steer a terminal.
final class Sink {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final int CAUSES = 5;

  private final PrintStream out;
  private final Clock clock;
  private final boolean journal;
  private final boolean traces;

  /// @param journal whether the systemd journal reads: priorities instead of times
  /// @param traces whether stack traces are told, a line a frame; otherwise causes only
  Sink(PrintStream out, Clock clock, boolean journal, boolean traces) {
    this.out = out;
    this.clock = clock;
    this.journal = journal;
    this.traces = traces;
  }

  void write(Level level, String message, @Nullable Throwable thrown) {
    var start =
        journal ? Severity.prefix(level) : TIME.format(LocalTime.now(clock)) + " " + level + " ";
    var lines = new StringBuilder(start).append(flat(message));
    int depth = 0;
    for (var cause = thrown; cause != null && depth < CAUSES; cause = cause.getCause()) {
      lines.append(traces ? "\n" + start : "; ").append("cause: ").append(flat(text(cause)));
      if (traces) {
        for (var frame : cause.getStackTrace()) {
          lines.append('\n').append(start).append("  at ").append(flat(frame.toString()));
        }
      }
      depth++;
    }
    out.print(lines.append('\n'));
    out.flush();
  }

  private static String text(Throwable cause) {
    var message = cause.getMessage();
    var type = cause.getClass().getSimpleName();
    return message == null ? type : type + ": " + message;
  }

  private static String flat(String text) {
    if (text.codePoints().noneMatch(Sink::mustEscape)) {
      return text;
    }
    var flat = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            point -> {
              if (point == '\n') {
                flat.append("\\n");
              } else if (mustEscape(point)) {
                flat.append("\\u%04x".formatted(point));
              } else {
                flat.appendCodePoint(point);
              }
            });
    return flat.toString();
  }

  private static boolean mustEscape(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
