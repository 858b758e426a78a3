package io.knockgate.control;

/// How a command ends: the numbers of sysexits.h, so that scripts can tell the cases apart.
public enum Exit {
  OK(0),
  /// The command's words are off.
  USAGE(64),
  /// The words are right, but name something that does not exist.
  BAD_DATA(65),
  /// There is no daemon, or it can't do that now.
  NO_DAEMON(69),
  /// The machine refused.
  IO(74),
  /// The user may not.
  NO_PERMISSION(77),
  /// The configuration is wrong.
  CONFIGURATION(78);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  /// The number.
  public int code() {
    return code;
  }
}
