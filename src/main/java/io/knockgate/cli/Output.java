package io.knockgate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Texts of others, as the commands show them: what a job has written, what a machine has answered.
/// What would command a terminal is shown as `?`.
final class Output {
  private static final Pattern COMMANDS = Pattern.compile("[\\p{Cc}\\p{Cf}&&[^\\t\\n]]");
  private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/|tty|console).*");
  private static final Pattern PIPE = Pattern.compile("(pipe|socket):.*");

  private Output() {}

  /// Its last lines, each on a line of its own and indented, after `...` where there are more; the
  /// empty text where there are none.
  static String indented(String output, int lines) {
    var all = output.lines().toList();
    int left = Math.max(0, all.size() - lines);
    return (left > 0 ? "\n    ..." : "")
        + all.subList(left, all.size()).stream()
            .map(line -> "\n    " + plain(line))
            .collect(Collectors.joining());
  }

  /// All of it, its lines as they are.
  static String plain(String text) {
    return COMMANDS.matcher(text).replaceAll("?");
  }

  /// All of it, as one line.
  static String line(String text) {
    return plain(text).replace('\n', '?');
  }

  /// Whether somebody looks at what we print.
  static boolean isTerminal() {
    return goesTo(TERMINAL);
  }

  /// Whether another program reads what we print, and may stop when it has enough, as head does.
  static boolean isPipe() {
    return goesTo(PIPE);
  }

  private static boolean goesTo(Pattern kind) {
    try {
      return kind.matcher(Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString()).matches();
    } catch (IOException closed) {
      return false;
    }
  }
}
