package io.knockgate.capture.log;

import java.util.List;
import java.util.regex.Pattern;

/// What programs write into a log in place of lines that they left out.
///
/// @param tag who writes it
/// @param words what it says; the group is how many lines
record Gap(Pattern tag, Pattern words) {
  private static final List<Gap> KNOWN =
      List.of(
          // rsyslog, of lines that were equal; only the firewall's are knocks
          gap(Header.KERNEL, "message repeated (\\d{1,9}) times: \\[.*\\bIN=.*"),
          // the kernel's own limit (lib/ratelimit.c)
          gap(
              Header.KERNEL,
              "(?:printk|net_ratelimit|nf_\\w++): (\\d{1,9}) (?:callbacks|messages) suppressed\\.?"),
          // systemd-journald, of what the kernel's buffer no longer had
          gap("systemd-journald\\[\\d++\\]:", "Missed (\\d{1,9}) kernel messages.*"),
          // rsyslog's limits: "imklog: 55 messages lost due to rate-limiting" and older wordings
          gap(
              "rsyslogd(?:-\\d++)?:",
              "im\\w++.*?\\b(\\d{1,9}) messages\\b.*due to rate-limiting.*"));

  private static Gap gap(String tag, String words) {
    return new Gap(Pattern.compile(tag), Pattern.compile(words));
  }

  /// How many lines this one says are missing; 0 where it doesn't say.
  static long in(Header header) {
    for (var gap : KNOWN) {
      if (gap.tag.matcher(header.tag()).matches()) {
        var said = gap.words.matcher(header.message());
        if (said.matches()) {
          return Long.parseLong(said.group(1));
        }
      }
    }
    return 0;
  }
}
