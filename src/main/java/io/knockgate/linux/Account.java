package io.knockgate.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A user of this machine, wherever the machine knows its users from (nsswitch.conf(5)).
///
/// @param uid the user's number
/// @param gid the number of the user's first group
/// @param home the user's directory
record Account(String name, int uid, int gid, String home) {
  private static final Tool GETENT = new Tool("getent", "libc-bin");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int UNKNOWN = 2; // getent(1)
  private static final int FIELDS = 7; // passwd(5)

  /// @throws LinuxException where there is no such user, or nobody answers
  static Account named(String name) throws LinuxException {
    var answer = GETENT.run(List.of("passwd", "--", name), "", PATIENCE);
    if (answer.exit() == UNKNOWN) {
      throw new LinuxException("user " + name + " does not exist");
    }
    var fields = answer.out().strip().split(":", -1);
    if (answer.exit() != 0 || fields.length != FIELDS) {
      throw new LinuxException("user " + name + " can't be looked up: " + answer.err().strip());
    }
    return new Account(
        fields[0],
        Integer.parseUnsignedInt(fields[2]),
        Integer.parseUnsignedInt(fields[3]),
        fields[5]);
  }

  /// [#environment] of the one we run as; empty where our number has no name.
  static Map<String, String> ofOurs() {
    try {
      return named(Integer.toUnsignedString(ourUid())).environment();
    } catch (LinuxException nameless) {
      return Map.of();
    }
  }

  /// Whether it is the one we run as.
  boolean isOurs() throws LinuxException {
    return ourUid() == uid;
  }

  /// What a login would tell a program of it (environ(7)).
  Map<String, String> environment() {
    return Map.of("HOME", home, "USER", name, "LOGNAME", name);
  }

  private static int ourUid() throws LinuxException {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException unreadable) {
      throw new LinuxException("/proc/self can't be read: " + unreadable.getMessage());
    }
  }

  /// What makes setpriv(1) become this user.
  List<String> words() {
    return List.of(
        "--reuid=" + Integer.toUnsignedString(uid),
        "--regid=" + Integer.toUnsignedString(gid),
        "--init-groups");
  }

  /// @throws LinuxException where we may not become this user, or could not end what we started
  void checkSwitch() throws LinuxException {
    var needed = List.of(Capabilities.SETUID, Capabilities.SETGID, Capabilities.KILL);
    for (var capability : needed) {
      if (!capability.isHeld()) {
        throw new LinuxException(
            "can't become user "
                + name
                + " without "
                + capability
                + ": give the daemon CAP_SETUID, CAP_SETGID and CAP_KILL, or leave out user:");
      }
    }
    if (!Files.exists(Path.of("/proc/1/limits"))) {
      throw new LinuxException(
          "can't become user "
              + name
              + " where other users' processes are hidden: set ProtectProc=default in the unit, or"
              + " leave out user:");
    }
  }
}
