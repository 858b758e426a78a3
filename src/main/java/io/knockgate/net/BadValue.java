package io.knockgate.net;

/// A text that is not what it should be. The message names the rule and what was found instead;
/// whoever knows the place (file, line, column) adds it.
public final class BadValue extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message the rule that was broken, in the operator's words
  public BadValue(String message) {
    super(message);
  }
}
