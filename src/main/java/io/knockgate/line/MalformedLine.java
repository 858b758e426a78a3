package io.knockgate.line;

/// A line that a protocol does not know. The message says what it should have been.
public final class MalformedLine extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedLine(String message) {
    super(message);
  }
}
