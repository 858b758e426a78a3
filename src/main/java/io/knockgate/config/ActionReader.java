package io.knockgate.config;

import io.knockgate.action.Action;
import io.knockgate.action.AtClose;
import io.knockgate.action.Term;
import io.knockgate.net.BadValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Reads one file of `actions/`.
final class ActionReader {
  private static final int MOST_LEASES = 1_000_000;
  private static final List<String> ABOUT_DOORS = List.of("for", "at-most", "at-close", "leases");

  private final String name;
  private final Section section;

  private ActionReader(String name, Section section) {
    this.name = name;
    this.section = section;
  }

  static WrittenAction read(String name, Section section) {
    section.notYet(
        "start", "wake", "steps", "after", "when", "once", "notify", "overlap", "retry", "then");
    return new ActionReader(name, section).read();
  }

  private WrittenAction read() {
    var kind = section.oneOf("open", "forward", "run");
    var step = kind.flatMap(StepReader::read);
    boolean isJob = kind.isPresent() && kind.get().name().equals("run");
    return new WrittenAction(name, step, isJob ? job(step) : doors(step));
  }

  private Optional<Action> job(Optional<WrittenStep> step) {
    for (var key : ABOUT_DOORS) {
      section
          .get(key)
          .ifPresent(item -> section.problems().add(item.keyPlace(), Fault.JOB_OPENS_NOTHING, key));
    }
    return step.flatMap(
        written ->
            switch (written) {
              case WrittenStep.Job(var run) -> run.map(command -> Action.job(name, command));
              case WrittenStep.Doors _ -> Optional.empty();
            });
  }

  private Optional<Action> doors(Optional<WrittenStep> written) {
    var step = written.flatMap(WrittenStep::step);
    var term = term();
    var atClose = section.get("at-close").flatMap(item -> item.word(AtClose.class));
    var leases = section.get("leases").flatMap(item -> item.number(1, MOST_LEASES));
    return step.isPresent() && term.isPresent()
        ? Optional.of(
            new Action(
                name,
                step.get(),
                term.get(),
                atClose.orElse(AtClose.CUT),
                leases.orElse(Action.UNLIMITED)))
        : Optional.empty();
  }

  private Optional<Term> term() {
    var time = section.require("for").flatMap(item -> item.text(ActionReader::time));
    var atMost = section.get("at-most");
    var longest = atMost.flatMap(item -> item.text(Forms::time));
    if (time.isEmpty()) {
      return Optional.empty();
    }
    var fixed = time.get().value();
    if (fixed.isEmpty() && atMost.isEmpty()) {
      section.problems().add(time.get().place(), Fault.AT_MOST_MISSING);
    }
    if (fixed.isPresent() && atMost.isPresent()) {
      section.problems().add(atMost.get().keyPlace(), Fault.AT_MOST_UNUSED);
    }
    return fixed.map(Term::fixed).or(() -> longest.map(most -> Term.asked(most.value())));
  }

  /// A time, or nothing for `asked`.
  private static Optional<Duration> time(String text) throws BadValue {
    return text.equals("asked") ? Optional.empty() : Optional.of(Forms.time(text));
  }
}
