package io.knockgate.daemon;

import io.knockgate.net.Address;
import java.time.Instant;

/// What came of one knock in a capture.
///
/// @param at when that was decided, on the capture's clock
/// @param source who knocked
/// @param knock its name
/// @param client whom it proves
/// @param reason why it was not granted; empty where it was
/// @param action what it stands for; empty where nobody can tell
record Finding(
    Instant at,
    Address source,
    String knock,
    String client,
    Verdict verdict,
    String reason,
    String action) {
  /// How a knock ended.
  enum Verdict {
    GRANTED,
    REFUSED,
    INCOMPLETE
  }

  /// The last of many findings like it, in place of all.
  ///
  /// @param count how many, itself included
  Finding standingFor(int count) {
    return count == 1
        ? this
        : new Finding(
            at,
            source,
            knock,
            client,
            verdict,
            count + " more, the last one" + (reason.isEmpty() ? "" : ": " + reason),
            action);
  }
}
