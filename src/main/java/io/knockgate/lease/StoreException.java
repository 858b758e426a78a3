package io.knockgate.lease;

import org.jspecify.annotations.Nullable;

/// The disk, or what lies on it, refused. The message says what was asked, where, what was answered
/// and what would mend it.
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message place, cause and fix in one line
  public StoreException(String message) {
    super(message);
  }

  /// @param message place, cause and fix in one line
  /// @param cause where it came from
  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
