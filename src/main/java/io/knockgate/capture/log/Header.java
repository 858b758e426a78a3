package io.knockgate.capture.log;

import java.util.Optional;
import java.util.regex.Pattern;

/// A line of a log, taken apart into who said it and what.
///
/// Strangers can make programs log words of theirs, so who said it is read at its place in the
/// header and nowhere else. Known headers, each with a priority (`<4>`) before it or none:
///
/// - `Nov 22 20:49:02 host kernel: ` (RFC 3164; rsyslog, journalctl's short and short-precise),
/// - `2026-11-22T20:49:02.123456+00:00 host kernel: ` (rsyslog's file format, journalctl's
///   short-iso),
/// - `Nov 22 20:49:02 host kern.warn kernel: ` (BusyBox),
/// - `[ 123.456789] `, the kernel's own, as dmesg shows it.
///
/// @param tag who said it, with its colon: `kernel:`, `sshd[812]:`
/// @param message what was said, without the kernel's time
/// @param bare whether the kernel's time is all the header there is
record Header(String tag, String message, boolean bare) {
  static final String KERNEL = "kernel:";

  private static final String BSD_TIME =
      "[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?";
  private static final String ISO_TIME =
      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)";
  private static final String UPTIME = "\\[ {0,11}\\d{1,12}\\.\\d{6}\\](?:\\[ *[CT]\\d++\\])? ";

  /// A host's name or address. A program has no place here: where syslog leaves the host out, what
  /// follows is no tag but what the program says.
  private static final String HOST = "\\S++(?<![:\\]])";

  private static final Pattern SYSLOG =
      Pattern.compile(
          "(?:<\\d{1,3}>)?(?:%s|%s) %s (?:kern\\.\\w++ )?(?<tag>\\S++) (?:%s)?(?<message>.*)"
              .formatted(BSD_TIME, ISO_TIME, HOST, UPTIME),
          Pattern.DOTALL);
  private static final Pattern DMESG =
      Pattern.compile("(?:<\\d{1,3}>)?" + UPTIME + "(?<message>.*)", Pattern.DOTALL);

  /// The header of a line, where it has one of those known.
  static Optional<Header> of(String line) {
    var syslog = SYSLOG.matcher(line);
    if (syslog.matches()) {
      return Optional.of(new Header(syslog.group("tag"), syslog.group("message"), false));
    }
    var dmesg = DMESG.matcher(line);
    return dmesg.matches()
        ? Optional.of(new Header(KERNEL, dmesg.group("message"), true))
        : Optional.empty();
  }
}
