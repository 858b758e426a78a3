package io.knockgate.control;

/// A line that the protocol does not know. The message says what it should have been.
final class MalformedLine extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedLine(String message) {
    super(message);
  }
}
