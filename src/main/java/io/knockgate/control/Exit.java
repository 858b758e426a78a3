package io.knockgate.control;

/// How a command ends, as sysexits.h numbers it.
public enum Exit {
  /// It did what was asked.
  OK(0),
  /// The command line is wrong (EX_USAGE).
  USAGE(64),
  /// The input is wrong (EX_DATAERR).
  DATA(65),
  /// The daemon does not answer (EX_UNAVAILABLE).
  UNAVAILABLE(69),
  /// Reading or writing failed (EX_IOERR).
  IO(74),
  /// The user may not (EX_NOPERM).
  NO_PERMISSION(77),
  /// The configuration is wrong (EX_CONFIG).
  CONFIGURATION(78);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  /// The process's exit code.
  public int code() {
    return code;
  }

  /// The one with that code; [#IO] where there is none.
  static Exit of(int code) {
    for (var exit : values()) {
      if (exit.code == code) {
        return exit;
      }
    }
    return IO;
  }
}
