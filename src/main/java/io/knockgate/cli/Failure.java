package io.knockgate.cli;

import io.knockgate.control.Exit;
import java.util.List;

/// A command can't do what was asked. What it tells the user is all there is to tell.
final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  private final Exit exit;
  private final List<String> lines;

  /// @param line cause and fix
  Failure(Exit exit, String line) {
    this(exit, List.of("knockgate: " + line));
  }

  /// @param exit the command's exit code
  /// @param lines as they are printed
  Failure(Exit exit, List<String> lines) {
    super(String.join("\n", lines));
    this.exit = exit;
    this.lines = List.copyOf(lines);
  }

  Exit exit() {
    return exit;
  }

  List<String> lines() {
    return lines;
  }
}
