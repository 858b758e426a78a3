package io.knockgate.daemon;

import java.util.Objects;

/// The machine doesn't let the daemon start. The message is one line: cause and fix.
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean permission;

  /// @param message what this process may not do, and what would mend it
  StartException(String message) {
    super(message);
    this.permission = true;
  }

  /// @param cause what the machine answered, as the part that asked tells it
  StartException(Exception cause) {
    super(Objects.requireNonNullElse(cause.getMessage(), cause.toString()), cause);
    this.permission = false;
  }

  /// Whether it is a right that is missing.
  public boolean isPermission() {
    return permission;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
