package io.knockgate.replay;

/// Replay marks that can't be read or written. The message says what was asked, what the machine
/// answered and what would mend it.
public final class MarksException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message cause and fix, in one line
  public MarksException(String message) {
    super(message);
  }
}
