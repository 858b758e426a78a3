package io.knockgate.control;

import java.util.Objects;

/// The control socket can't be used. The message is one line: cause and fix.
public final class ControlException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Exit exit;

  /// @param exit how a command that can't do without the socket ends
  /// @param message cause and fix
  ControlException(Exit exit, String message) {
    super(message);
    this.exit = exit;
  }

  /// How a command that can't do without the socket ends.
  public Exit exit() {
    return exit;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
