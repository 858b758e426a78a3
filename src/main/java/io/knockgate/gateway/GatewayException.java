package io.knockgate.gateway;

import org.jspecify.annotations.Nullable;

/// The machine refused. The message says what was asked and what it answered, in words.
public final class GatewayException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message what was asked, what was answered, and what would mend it where that is known
  public GatewayException(String message) {
    super(message);
  }

  /// @param message what was asked, what was answered
  /// @param cause where it came from
  public GatewayException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
