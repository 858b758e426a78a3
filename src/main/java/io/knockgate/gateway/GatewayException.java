package io.knockgate.gateway;

import org.jspecify.annotations.Nullable;

/// The machine refused. The message says what was asked and what it answered, in words.
public final class GatewayException extends Exception {
  private static final long serialVersionUID = 1L;

  /// What became of what was asked.
  public enum Fate {
    /// It has not happened.
    REFUSED,
    /// It has not happened, because what is ours in the firewall isn't there.
    GONE,
    /// It may have happened: the answer is lost.
    UNSURE
  }

  private final Fate fate;

  /// @param message what was asked, what was answered, and what would mend it where that is known
  public GatewayException(String message) {
    super(message);
    this.fate = Fate.REFUSED;
  }

  /// @param message what was asked, what was answered
  /// @param cause where it came from
  public GatewayException(String message, @Nullable Throwable cause) {
    this(message, cause, Fate.REFUSED);
  }

  /// @param message what was asked, what was answered
  /// @param cause where it came from
  /// @param fate what became of what was asked
  public GatewayException(String message, @Nullable Throwable cause, Fate fate) {
    super(message, cause);
    this.fate = fate;
  }

  /// Whether [Gateway#reconcile] may mend it: somebody has taken away what is ours.
  public boolean gone() {
    return fate == Fate.GONE;
  }

  /// Whether it may have happened all the same: only [Gateway#reconcile] makes it certain.
  public boolean unsure() {
    return fate == Fate.UNSURE;
  }
}
