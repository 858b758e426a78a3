package io.knockgate.lease;

import io.knockgate.time.Moment;
import java.time.Instant;

/// Where a lease stands. A transition is a method on the only state it may leave from:
///
/// ```
/// Open ──► Closing ──► Closed
///  └─◄─┘ lasting, renewed
/// ```
public sealed interface LeaseState {
  /// Whose state it is.
  Lease lease();

  /// Its doors may be open in the kernel.
  sealed interface Live extends LeaseState {
    /// When the kernel shuts its doors at the latest. Its monotonic part decides.
    Moment until();
  }

  /// In force.
  ///
  /// @param used whether every door has shut behind its first connection, as far as was seen; never
  ///     for a lease that isn't `once`
  record Open(Lease lease, Moment until, boolean used) implements Live {
    /// Open for whoever is admitted by its doors.
    public Open(Lease lease, Moment until) {
      this(lease, until, false);
    }

    Open renewed(Lease lease, Moment until) {
      return new Open(lease, until);
    }

    Open lasting(Moment until) {
      return new Open(lease, until, used);
    }

    Open used(boolean used) {
      return new Open(lease, until, used);
    }

    Closing closing(Ending why) {
      return new Closing(lease, until, why, "");
    }
  }

  /// To be shut, but the gateway has not obeyed yet.
  ///
  /// @param why what ended it
  /// @param refusal what the gateway answered; empty until it was asked
  record Closing(Lease lease, Moment until, Ending why, String refusal) implements Live {
    Closing refused(String refusal) {
      return new Closing(lease, until, why, refusal);
    }

    Closed closed(Instant at) {
      return new Closed(lease, why, at);
    }
  }

  /// Over: its doors are shut, and the gateway has been told.
  record Closed(Lease lease, Ending why, Instant at) implements LeaseState {}
}
