package io.knockgate.log;

import java.util.Locale;
import org.slf4j.event.Level;

/// How levels are called in a terminal and in the journal.
final class Severity {
  private Severity() {}

  /// The journal's prefix (sd-daemon(3)): syslog priorities, of which SLF4J's levels name four.
  static String prefix(Level level) {
    return switch (level) {
      case ERROR -> "<3>";
      case WARN -> "<4>";
      case INFO -> "<6>";
      case DEBUG, TRACE -> "<7>";
    };
  }

  /// The level that an operator wrote, or `info` where it is none.
  static Level parse(String text) {
    for (var level : Level.values()) {
      if (level.name().toLowerCase(Locale.ROOT).equals(text)) {
        return level;
      }
    }
    return Level.INFO;
  }
}
