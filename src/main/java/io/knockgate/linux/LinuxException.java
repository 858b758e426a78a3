package io.knockgate.linux;

import java.util.Objects;

/// The kernel or one of its tools refused. The message is one line: what was asked, and what was
/// answered.
public final class LinuxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Errno errno;
  private final boolean unsure;

  /// @param message what was asked, and why it can't be had
  public LinuxException(String message) {
    super(message);
    this.errno = Errno.OTHER;
    this.unsure = false;
  }

  /// @param operation what was asked
  /// @param number the errno that was answered
  public LinuxException(String operation, int number) {
    super(operation + ": " + Errno.tell(number));
    this.errno = Errno.of(number);
    this.unsure = false;
  }

  /// @param operation what was asked
  /// @param number the errno that was answered
  /// @param words what the kernel said besides (its extended acknowledgement)
  public LinuxException(String operation, int number, String words) {
    super(operation + ": " + Errno.tell(number) + (words.isEmpty() ? "" : ": " + words));
    this.errno = Errno.of(number);
    this.unsure = false;
  }

  private LinuxException(LinuxException lost) {
    super(lost.getMessage(), lost);
    this.errno = Errno.OTHER;
    this.unsure = true;
  }

  /// What was asked may have been done all the same: its answer is lost.
  static LinuxException unanswered(LinuxException lost) {
    return new LinuxException(lost);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /// The error number, for who can mend it; [Errno#OTHER] where none was answered.
  public Errno errno() {
    return errno;
  }

  /// Whether it may have been done all the same, because the answer is lost.
  public boolean unsure() {
    return unsure;
  }
}
