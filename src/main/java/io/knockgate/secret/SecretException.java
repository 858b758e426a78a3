package io.knockgate.secret;

/// A secret that can't be had from where it is said to be. The message says where, why, and what
/// would mend it, and nothing of the secret.
public final class SecretException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message place, cause and fix, in one line
  public SecretException(String message) {
    super(message);
  }
}
