package io.knockgate.config;

import io.knockgate.action.Step;
import io.knockgate.net.Port;
import java.util.List;
import java.util.Optional;

/// A step as it was written, with the places that the checks point at.
sealed interface WrittenStep {
  /// What was written; empty where it could not be read, which has been told.
  Optional<Step> step();

  /// `open` or `forward`.
  ///
  /// @param opens the gateway's own ports that it may open
  /// @param forwards the outside ports that it forwards
  record Door(Optional<Step> step, List<Placed<Port>> opens, List<Placed<Port>> forwards)
      implements WrittenStep {}

  /// `run`, `start`, `wake` or `wait`.
  ///
  /// @param user who a program is to run as; empty where nobody was written
  record Task(Optional<Step> step, Optional<Placed<String>> user) implements WrittenStep {
    Task(Optional<Step> step) {
      this(step, Optional.empty());
    }
  }

  /// It is not even clear of which kind it is.
  record Unclear() implements WrittenStep {
    @Override
    public Optional<Step> step() {
      return Optional.empty();
    }
  }
}
