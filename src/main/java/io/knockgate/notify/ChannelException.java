package io.knockgate.notify;

/// A message that was not taken. What it says goes into the history: nothing of a secret, and of an
/// address the host alone, since the rest may be one.
public final class ChannelException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message who did not take it and what was answered, in one line
  public ChannelException(String message) {
    super(message);
  }
}
