package io.knockgate.linux;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The terminal of the user whom we work for, where there is one: ours, even if our own input and
/// output are pipes.
public final class Terminal {
  private static final Path TTY = Path.of("/dev/tty");
  private static final Path NULL = Path.of("/dev/null");
  private static final int COMPLAINTS_KEPT = 64 * 1024;

  private Terminal() {}

  /// Runs a program of the user's that may ask him something on the terminal: a passphrase, a
  /// touch. It may take as long as he does.
  ///
  /// @param arguments without the program's name
  /// @param environment the user's, to which `LC_ALL=C` is added
  /// @param complaints is given at once what it complains or tells him
  /// @throws LinuxException where it is not installed or can't be started; an exit code other than
  ///     0 is not one of these
  public static Tool.Result run(
      Tool tool, List<String> arguments, Map<String, String> environment, OutputStream complaints)
      throws LinuxException, InterruptedException {
    var command = new ArrayList<>(List.of(tool.file().toString()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectInput((isThere() ? TTY : NULL).toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("LC_ALL", "C");
    try {
      var process = builder.start();
      var out = new CappedOutput(Tool.OUTPUT_LIMIT);
      var reader = Thread.ofVirtual().start(() -> take(process.getInputStream(), out));
      var kept = new TailOutput(COMPLAINTS_KEPT);
      try (var told = process.getErrorStream()) {
        var bytes = new byte[1024];
        for (int n = told.read(bytes); n >= 0; n = told.read(bytes)) {
          kept.write(bytes, 0, n);
          complaints.write(bytes, 0, n);
          complaints.flush();
        }
      }
      reader.join();
      return new Tool.Result(process.waitFor(), out.text(), kept.text());
    } catch (IOException refused) {
      throw new LinuxException(tool.name() + " can't be run: " + refused.getMessage());
    }
  }

  private static void take(InputStream from, OutputStream to) {
    try (from) {
      from.transferTo(to);
    } catch (IOException ended) {
      // what came is all there is
    }
  }

  /// A process without a terminal can't open this (tty(4)).
  private static boolean isThere() {
    try (var _ = new FileInputStream(TTY.toFile())) {
      return true;
    } catch (IOException none) {
      return false;
    }
  }
}
