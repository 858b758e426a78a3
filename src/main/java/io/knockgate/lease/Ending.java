package io.knockgate.lease;

import io.knockgate.id.Id;
import org.jspecify.annotations.Nullable;

/// Why a lease ends.
///
/// @param reason in the operator's words
/// @param knock the knock that closed it; null where a command or the clock did
public record Ending(String reason, @Nullable String knock) {
  static final Ending TIME = new Ending("its time is over", null);
  static final Ending REBOOT = new Ending("the gateway restarted", null);
  static final Ending UNWRITTEN = new Ending("the configuration no longer has it", null);

  static final Ending SHUT = new Ending("its door was shut before the daemon started", null);
  static final Ending UNREAD =
      new Ending("it could not be read when the daemon started, so its door was shut", null);

  static Ending displaced(Lease by) {
    return new Ending("lease " + by.id() + " of " + by.action() + " took its port", by.knock());
  }

  /// Somebody gave a command.
  ///
  /// @param who as the control socket knows them
  public static Ending command(String who) {
    return new Ending("closed by " + who, null);
  }

  /// The job that opened it has failed, or was stopped.
  ///
  /// @param reason in the operator's words
  public static Ending undone(Id job, String reason) {
    return new Ending("job " + job + ": " + reason, null);
  }

  /// The daemon stops, and is told to shut its doors then.
  public static Ending stop() {
    return new Ending("the daemon stops", null);
  }
}
