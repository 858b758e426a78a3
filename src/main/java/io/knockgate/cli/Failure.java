package io.knockgate.cli;

import io.knockgate.control.Exit;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A command can't do what was asked. What it tells the user is all there is to tell.
final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  private final Exit exit;

  /// @param line cause and fix
  Failure(Exit exit, String line) {
    this(exit, List.of("knockgate: " + line));
  }

  /// @param exit the command's exit code
  /// @param lines as they are printed
  Failure(Exit exit, List<String> lines) {
    super(String.join("\n", lines));
    this.exit = exit;
  }

  Exit exit() {
    return exit;
  }

  /// What the user is told.
  Stream<String> lines() {
    return Objects.requireNonNull(getMessage()).lines();
  }
}
