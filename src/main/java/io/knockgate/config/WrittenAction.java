package io.knockgate.config;

import io.knockgate.action.Action;
import io.knockgate.net.Port;
import java.util.List;
import java.util.Optional;

/// An action as it was written, with the places that the checks point at.
///
/// @param step what it does; empty where even its kind is unclear
/// @param action empty where something could not be read, which has been told; the name is known
///     all the same
record WrittenAction(String name, Optional<WrittenStep> step, Optional<Action> action) {
  static WrittenAction unreadable(String name) {
    return new WrittenAction(name, Optional.empty(), Optional.empty());
  }

  /// The gateway's own ports that it may open.
  List<Placed<Port>> opens() {
    return step.orElse(null) instanceof WrittenStep.Doors doors ? doors.opens() : List.of();
  }

  /// The outside ports that it forwards.
  List<Placed<Port>> forwards() {
    return step.orElse(null) instanceof WrittenStep.Doors doors ? doors.forwards() : List.of();
  }

  boolean isJob() {
    return step.orElse(null) instanceof WrittenStep.Job;
  }
}
