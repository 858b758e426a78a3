package io.knockgate.gateway;

import org.jspecify.annotations.Nullable;

/// The machine refused. The message says what was asked and what it answered, in words.
public final class GatewayException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean gone;

  /// @param message what was asked, what was answered, and what would mend it where that is known
  public GatewayException(String message) {
    super(message);
    this.gone = false;
  }

  /// @param message what was asked, what was answered
  /// @param cause where it came from
  public GatewayException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  /// @param message what was asked, what was answered
  /// @param cause where it came from
  /// @param gone whether it was refused because what is ours in the firewall isn't there
  public GatewayException(String message, @Nullable Throwable cause, boolean gone) {
    super(message, cause);
    this.gone = gone;
  }

  /// Whether [Gateway#reconcile] may mend it: somebody has taken away what is ours.
  public boolean gone() {
    return gone;
  }
}
