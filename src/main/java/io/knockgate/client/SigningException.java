package io.knockgate.client;

/// A knock can't be signed. The message says why, and what would mend it.
public final class SigningException extends Exception {
  private static final long serialVersionUID = 1L;

  SigningException(String message) {
    super(message);
  }
}
