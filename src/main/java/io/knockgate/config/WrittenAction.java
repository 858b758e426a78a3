package io.knockgate.config;

import io.knockgate.action.Action;
import io.knockgate.net.Port;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// An action as it was written, with the places that the checks point at.
///
/// @param steps what it does; not empty
/// @param then what follows when its doors are shut
/// @param action empty where something could not be read, which has been told; the name is known
///     all the same
/// @param notices the channels that are told of it
record WrittenAction(
    String name,
    List<WrittenStep> steps,
    List<WrittenStep> then,
    Optional<Action> action,
    List<Placed<String>> notices) {
  WrittenAction(
      String name, List<WrittenStep> steps, List<WrittenStep> then, Optional<Action> action) {
    this(name, steps, then, action, List.of());
  }

  static WrittenAction unreadable(String name) {
    return new WrittenAction(name, List.of(new WrittenStep.Unclear()), List.of(), Optional.empty());
  }

  /// The same, of which these channels are told.
  WrittenAction telling(List<Placed<String>> channels) {
    var names = Placed.values(channels);
    return new WrittenAction(name, steps, then, action.map(it -> it.telling(names)), channels);
  }

  /// The gateway's own ports that it may open.
  List<Placed<Port>> opens() {
    return ports(WrittenStep.Door::opens);
  }

  /// The outside ports that it forwards.
  List<Placed<Port>> forwards() {
    return ports(WrittenStep.Door::forwards);
  }

  private List<Placed<Port>> ports(Function<WrittenStep.Door, List<Placed<Port>>> which) {
    return steps.stream()
        .filter(WrittenStep.Door.class::isInstance)
        .flatMap(step -> which.apply((WrittenStep.Door) step).stream())
        .toList();
  }

  /// The users that its programs are to run as.
  List<Placed<String>> users() {
    return Stream.concat(steps.stream(), then.stream())
        .filter(WrittenStep.Task.class::isInstance)
        .flatMap(step -> ((WrittenStep.Task) step).user().stream())
        .toList();
  }

  /// Whether it certainly opens no door.
  boolean opensNothing() {
    return steps.stream().allMatch(WrittenStep.Task.class::isInstance);
  }
}
