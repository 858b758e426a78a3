package io.knockgate.access;

import io.knockgate.action.Action;
import io.knockgate.action.Opening;
import io.knockgate.knock.Claim;
import java.time.Duration;
import java.util.List;

/// What a knock has been granted.
public sealed interface Grant {
  /// Whose and which knock it was.
  Claim claim();

  /// A lease is to be opened, or renewed.
  ///
  /// @param claim the knock
  /// @param action what it stands for
  /// @param openings the doors, bound to the claim's source; not empty
  /// @param time how long; positive
  record Open(Claim claim, Action action, List<Opening> openings, Duration time) implements Grant {
    public Open {
      openings = List.copyOf(openings);
    }
  }

  /// A job is to be done.
  ///
  /// @param claim the knock
  /// @param action what it stands for; it can be bound to the claim
  record Job(Claim claim, Action action) implements Grant {}

  /// The source's lease of the action is to be closed.
  record Close(Claim claim) implements Grant {}
}
