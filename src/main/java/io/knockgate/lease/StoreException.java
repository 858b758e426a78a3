package io.knockgate.lease;

import org.jspecify.annotations.Nullable;

/// The disk, or what lies on it, refused. The message says what was asked, where, what was answered
/// and what would mend it.
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean mayPass;

  /// @param message place, cause and fix in one line
  public StoreException(String message) {
    this(message, null);
  }

  /// @param message place, cause and fix in one line
  /// @param cause where it came from
  public StoreException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  /// @param message place, cause and fix in one line
  /// @param cause where it came from
  /// @param mayPass whether it has to do with the disk alone, which may have room again, or be
  ///     writable again, without us
  public StoreException(String message, @Nullable Throwable cause, boolean mayPass) {
    super(message, cause);
    this.mayPass = mayPass;
  }

  /// Whether it may go by itself: a disk that is full or read-only is no reason not to start.
  public boolean mayPass() {
    return mayPass;
  }
}
