package io.knockgate.config;

import io.knockgate.action.AtClose;
import io.knockgate.action.Stay;
import io.knockgate.action.Term;
import io.knockgate.net.BadValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Reads how an action's doors are open.
final class StayReader {
  private static final int MOST_LEASES = 1_000_000;
  private static final List<String> ABOUT_DOORS =
      List.of("for", "at-most", "at-close", "once", "leases", "then");

  private final Section section;

  private StayReader(Section section) {
    this.section = section;
  }

  /// Empty where something could not be read, which has been told.
  static Optional<Stay> read(Section action, List<WrittenStep> steps) {
    var reader = new StayReader(action);
    return steps.stream().allMatch(WrittenStep.Task.class::isInstance)
        ? reader.none()
        : reader.stay(steps.stream().anyMatch(WrittenStep.Door.class::isInstance));
  }

  private Optional<Stay> none() {
    for (var key : ABOUT_DOORS) {
      section
          .get(key)
          .ifPresent(item -> section.problems().add(item.keyPlace(), Fault.OPENS_NOTHING, key));
    }
    return Optional.of(Stay.NONE);
  }

  private Optional<Stay> stay(boolean opens) {
    var term = term(opens);
    var atClose = section.get("at-close").flatMap(item -> item.word(AtClose.class));
    var once = section.get("once").flatMap(Item::flag);
    var leases = section.get("leases").flatMap(item -> item.number(1, MOST_LEASES));
    return term.map(
        time ->
            new Stay(
                time,
                atClose.orElse(AtClose.CUT),
                once.orElse(false),
                leases.orElse(Stay.UNLIMITED)));
  }

  private Optional<Term> term(boolean opens) {
    var written = opens ? section.require("for") : section.get("for");
    var time = written.flatMap(item -> item.text(StayReader::time));
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
