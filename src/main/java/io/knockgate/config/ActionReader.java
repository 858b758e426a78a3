package io.knockgate.config;

import io.knockgate.action.Action;
import io.knockgate.action.Step;
import java.util.List;
import java.util.Optional;

/// Reads one file of `actions/`.
final class ActionReader {
  private ActionReader() {}

  static WrittenAction read(String name, Section section) {
    var steps = StepReader.steps(section);
    var then = StepReader.then(section);
    DoorChecks.check(section.problems(), steps);
    var stay = StayReader.read(section, steps);
    var course = CourseReader.read(section, steps);
    boolean isClear = steps.stream().allMatch(step -> step.step().isPresent());
    return new WrittenAction(
        name,
        steps,
        then,
        isClear
            ? stay.map(its -> new Action(name, written(steps), tasks(then), its, course, List.of()))
            : Optional.empty());
  }

  private static List<Step> written(List<WrittenStep> steps) {
    return steps.stream().flatMap(step -> step.step().stream()).toList();
  }

  private static List<Step> tasks(List<WrittenStep> steps) {
    return written(steps.stream().filter(WrittenStep.Task.class::isInstance).toList());
  }
}
