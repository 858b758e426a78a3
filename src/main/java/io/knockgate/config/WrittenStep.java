package io.knockgate.config;

import io.knockgate.action.Step;
import io.knockgate.net.Port;
import java.util.List;
import java.util.Optional;

/// A step as it was written, with the places that the checks point at. What could not be read is
/// empty, and has been told.
sealed interface WrittenStep {
  /// `open` or `forward`.
  ///
  /// @param opens the gateway's own ports that it may open
  /// @param forwards the outside ports that it forwards
  record Doors(Optional<Step> step, List<Placed<Port>> opens, List<Placed<Port>> forwards)
      implements WrittenStep {}

  /// `run`.
  record Job(Optional<Step.Run> run) implements WrittenStep {}
}
