package io.knockgate.capture;

/// A capture that can't be set up as it was asked for. The message says what was asked, what the
/// machine answered and what would mend it.
public final class CaptureException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message cause and fix, in one line
  public CaptureException(String message) {
    super(message);
  }
}
