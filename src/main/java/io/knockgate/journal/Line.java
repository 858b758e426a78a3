package io.knockgate.journal;

import io.knockgate.journal.Event.Closed;
import io.knockgate.journal.Event.Granted;
import io.knockgate.journal.Event.Job;
import io.knockgate.journal.Event.Notice;
import io.knockgate.journal.Event.Refused;
import io.knockgate.time.Span;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An event as one line of `key=value`, the keys from a fixed list and always in this order:
///
/// ```
/// granted client=bob key=fwknop action=ssh source=203.0.113.9 knock=spa lease=k3v9x0ab for=15m
/// granted client=eve key=fwknop action=ssh source=203.0.113.9 sender=198.51.100.7 knock=spa ...
/// refused client=anonymous action=ssh-to-nas source=203.0.113.9 knock=nas reason="no such host"
/// closed client=anonymous action=ssh-to-nas source=203.0.113.9 lease=k3v9x0ab reason=...
/// job client=bob action=backup source=203.0.113.9 knock=backup job=p0v9x0ab stage=done exit=0
/// notice client=bob action=ssh source=203.0.113.9 reason="phone could not be told of opened: ..."
/// ```
///
/// It has no time of its own: whoever keeps the log adds that. A value that is not plain is quoted
/// and escaped, so that no value can look like another key or another line.
final class Line {
  private final StringBuilder text;

  private Line(String word) {
    this.text = new StringBuilder(160).append(word);
  }

  static String of(Event event) {
    var line = new Line(word(event));
    line.add("client", event.client());
    line.add("key", event.key());
    line.add("action", event.action());
    line.add("source", event.source().toString());
    line.add("sender", event.sender() == null ? null : event.sender().toString());
    line.add("knock", event.knock());
    line.add("lease", event.lease());
    switch (event) {
      case Granted granted -> line.add("for", span(granted.time()));
      case Job job -> {
        line.add("job", job.job());
        line.add("stage", job.stage().toString());
        line.add("exit", job.exit() == null ? null : job.exit().toString());
      }
      case Refused _, Closed _, Notice _ -> {}
    }
    line.add("reason", event.reason());
    return line.text.toString();
  }

  /// What it is called, in the log as in JSON.
  static String word(Event event) {
    return switch (event) {
      case Granted _ -> "granted";
      case Refused _ -> "refused";
      case Closed _ -> "closed";
      case Job _ -> "job";
      case Notice _ -> "notice";
    };
  }

  private static String span(Duration time) {
    return time.toSeconds() == 0 ? time.toMillis() + "ms" : Span.format(time);
  }

  private void add(String key, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      return;
    }
    text.append(' ').append(key).append('=');
    if (value.chars().allMatch(Line::isPlain)) {
      text.append(value);
    } else {
      quote(value);
    }
  }

  private static boolean isPlain(int c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '=';
  }

  private void quote(String value) {
    text.append('"');
    value
        .codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                text.append('\\').appendCodePoint(c);
              } else if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                text.append("\\u%04x".formatted(c));
              } else {
                text.appendCodePoint(c);
              }
            });
    text.append('"');
  }
}
