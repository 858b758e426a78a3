package io.knockgate.job;

import io.knockgate.id.Id;
import io.knockgate.knock.Claim;
import io.knockgate.time.Moment;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A promise that steps of an action will be done, which is kept until they have been done, or
/// given up, and that has been told. What the steps are is read from the action when it begins.
///
/// @param id its name for people
/// @param claim who knocked for it, and what for; without a mark
/// @param part which of the action's steps
/// @param lease that it has opened, or whose end it follows; null where there is none
/// @param promised when
/// @param due when it is to begin, or to be tried again; once it has begun, when it did
/// @param tries how often it has been tried and failed
/// @param begun how often it has begun; more than the tries where the daemon died on the way
public record Job(
    Id id,
    Claim claim,
    Part part,
    @Nullable Id lease,
    Moment promised,
    Due due,
    int tries,
    int begun) {
  /// Which of an action's steps.
  public enum Part {
    /// `steps`, or the only one.
    STEPS,
    /// `then`, after the doors are shut.
    THEN;

    /// As the operator writes it: `then`.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The action's name.
  public String action() {
    return claim.wish().action();
  }

  /// The same, to begin then.
  Job due(Due then) {
    return new Job(id, claim, part, lease, promised, then, tries, begun);
  }

  /// The same, once it has begun.
  Job begun(Moment now) {
    return new Job(id, claim, part, lease, promised, new Due(now, false), tries, begun + 1);
  }

  /// The same, with the doors that it has opened.
  Job opened(Id opened) {
    return new Job(id, claim, part, opened, promised, due, tries, begun);
  }

  /// The same after a try that failed, whose doors are shut.
  Job again(Due then) {
    var left = part == Part.STEPS ? null : lease;
    return new Job(id, claim, part, left, promised, then, tries + 1, begun);
  }

  /// How often it has begun and neither succeeded nor failed.
  int interrupted() {
    return begun - tries;
  }
}
