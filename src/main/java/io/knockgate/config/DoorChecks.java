package io.knockgate.config;

import io.knockgate.action.Step;
import io.knockgate.net.Port;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What must hold between the doors of one action.
final class DoorChecks {
  private final Problems problems;
  private final Set<Port> opened = new HashSet<>();
  private final Set<Port> forwarded = new HashSet<>();
  private boolean asked;

  private DoorChecks(Problems problems) {
    this.problems = problems;
  }

  static void check(Problems problems, List<WrittenStep> steps) {
    var checks = new DoorChecks(problems);
    for (var step : steps) {
      if (step instanceof WrittenStep.Door door) {
        checks.check(door);
      }
    }
  }

  private void check(WrittenStep.Door door) {
    if (door.step().orElse(null) instanceof Step.OpenAsked) {
      if (asked) {
        problems.add(door.opens().getFirst().place(), Fault.ASKED_TWICE);
        return;
      }
      asked = true;
    }
    check(door.opens(), opened);
    check(door.forwards(), forwarded);
  }

  /// Each port of the step against those of the steps before it.
  private void check(List<Placed<Port>> ports, Set<Port> earlier) {
    for (var port : ports) {
      if (earlier.contains(port.value())) {
        problems.add(port.place(), Fault.SAME_DOOR, port.value());
      }
    }
    earlier.addAll(Placed.values(ports));
  }
}
