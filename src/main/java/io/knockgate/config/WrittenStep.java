package io.knockgate.config;

import io.knockgate.action.Step;
import io.knockgate.net.Port;
import java.util.List;
import java.util.Optional;

/// A step as it was written, with the places that the checks point at.
sealed interface WrittenStep {
  /// What was written; empty where it could not be read, which has been told.
  Optional<? extends Step> step();

  /// `open` or `forward`.
  ///
  /// @param opens the gateway's own ports that it may open
  /// @param forwards the outside ports that it forwards
  record Doors(Optional<Step> step, List<Placed<Port>> opens, List<Placed<Port>> forwards)
      implements WrittenStep {}

  /// `run`.
  record Job(Optional<Step.Run> step) implements WrittenStep {}
}
