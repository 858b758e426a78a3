package io.knockgate.knock.sequence;

import io.knockgate.knock.Recognition.Progress;
import io.knockgate.knock.Recognition.Spoiled;
import io.knockgate.net.Port;

/// One sequence that a source has begun.
///
/// @param sequence which one
/// @param heard how many of its knocks have come, at least 1
/// @param began when the first came, on the monotonic clock
/// @param spelled the number that its digits spell so far
record Attempt(Sequence sequence, int heard, long began, int spelled) {

  static Attempt begin(Sequence sequence, long nanos) {
    return new Attempt(sequence, 1, nanos, 0);
  }

  boolean awaits(Port port) {
    if (heard < sequence.ports().size()) {
      return sequence.ports().get(heard).equals(port);
    }
    var spell = sequence.spell();
    return spell != null && spell.hasDigit(port);
  }

  /// The attempt one knock further.
  ///
  /// @param port the port that it awaits
  Attempt next(Port port) {
    var spell = sequence.spell();
    int number =
        spell != null && heard >= sequence.ports().size()
            ? 10 * spelled + spell.digit(port)
            : spelled;
    return new Attempt(sequence, heard + 1, began, number);
  }

  boolean isComplete() {
    return heard == sequence.length();
  }

  boolean isLate(long nanos) {
    return nanos - began > sequence.within().toNanos();
  }

  /// Whether this younger attempt makes the other one pointless: it is as far, and has more time
  /// left.
  boolean replaces(Attempt other) {
    return sequence.equals(other.sequence) && heard == other.heard;
  }

  Progress progress() {
    return new Progress(sequence.name(), heard, sequence.length());
  }

  Spoiled spoiled(String why) {
    return new Spoiled(sequence.name(), heard, sequence.length(), why);
  }
}
