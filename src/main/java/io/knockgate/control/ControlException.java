package io.knockgate.control;

/// The socket can't be used. The message is for the user: cause, place and fix.
public final class ControlException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Exit exit;

  ControlException(Exit exit, String message) {
    super(message);
    this.exit = exit;
  }

  ControlException(Exit exit, String message, Throwable cause) {
    super(message, cause);
    this.exit = exit;
  }

  /// What the process should exit with.
  public Exit exit() {
    return exit;
  }
}
