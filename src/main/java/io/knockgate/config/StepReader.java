package io.knockgate.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Reads what an action does: one thing, or a list of them.
final class StepReader {
  private static final int MOST_STEPS = 32;

  private StepReader() {}

  /// The steps of an action; at least one, be it an unclear one.
  static List<WrittenStep> steps(Section action) {
    var kind = action.oneOf("open", "forward", "run", "start", "wake", "steps");
    var steps = kind.map(it -> it.name().equals("steps") ? list(it) : List.of(step(it)));
    return steps
        .filter(read -> !read.isEmpty())
        .orElseGet(() -> List.of(new WrittenStep.Unclear()));
  }

  /// What follows when the doors are shut: no doors.
  static List<WrittenStep> then(Section action) {
    return action.get("then").map(StepReader::list).orElse(List.of());
  }

  private static List<WrittenStep> list(Item steps) {
    return steps.list(MOST_STEPS).stream().map(item -> item(item, steps)).toList();
  }

  private static WrittenStep item(Item item, Item list) {
    return item.section(
            section ->
                section
                    .oneOf("open", "forward", "run", "start", "wake", "wait")
                    .map(
                        kind -> {
                          var step = step(kind);
                          if (list.name().equals("then") && step instanceof WrittenStep.Door) {
                            section.problems().add(kind.keyPlace(), Fault.THEN_OPENS, kind.name());
                          }
                          return step;
                        }))
        .flatMap(Function.identity())
        .orElseGet(WrittenStep.Unclear::new);
  }

  private static WrittenStep step(Item kind) {
    Optional<WrittenStep> step =
        kind.section(
            section ->
                switch (kind.name()) {
                  case "open" -> DoorReader.open(section);
                  case "forward" -> DoorReader.forward(section);
                  case "run" -> TaskReader.run(section);
                  case "start" -> TaskReader.start(section);
                  case "wake" -> TaskReader.wake(section);
                  case "wait" -> TaskReader.await(section);
                  default -> throw new IllegalArgumentException(kind.name());
                });
    return step.orElseGet(WrittenStep.Unclear::new);
  }
}
