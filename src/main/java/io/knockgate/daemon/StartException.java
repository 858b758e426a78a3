package io.knockgate.daemon;

import io.knockgate.control.Exit;
import io.knockgate.secret.SecretException;
import java.util.Objects;

/// The machine doesn't let the daemon start. The message is one line: cause and fix.
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Exit exit;

  /// @param message what this process may not do, and what would mend it
  StartException(String message) {
    super(message);
    this.exit = Exit.NO_PERMISSION;
  }

  /// @param cause what the machine answered, as the part that asked tells it
  StartException(Exception cause) {
    super(Objects.requireNonNullElse(cause.getMessage(), cause.toString()), cause);
    this.exit = cause instanceof SecretException ? Exit.CONFIGURATION : Exit.IO;
  }

  /// What the process ends with: a right, a secret or something of the machine is missing.
  public Exit exit() {
    return exit;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
