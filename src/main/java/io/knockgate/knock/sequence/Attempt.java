package io.knockgate.knock.sequence;

import io.knockgate.knock.Recognition.Progress;
import io.knockgate.knock.Recognition.Spoiled;
import io.knockgate.net.Port;
import java.util.List;

/// One sequence that a source has begun.
///
/// @param sequence which one
/// @param heard how many of its knocks have come, at least 1
/// @param spelled the number that its digits spell so far
/// @param began when the first came, on the monotonic clock
/// @param met how many strays its source had met before
/// @param first the number of its first packet among those of the source
/// @param last the number of its latest one
record Attempt(
    Sequence sequence, int heard, int spelled, long began, int met, int first, int last) {

  static Attempt begin(Sequence sequence, long nanos, int strays, int number) {
    return new Attempt(sequence, 1, 0, nanos, strays, number, number);
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
  Attempt next(Port port, int number) {
    var spell = sequence.spell();
    int digits =
        spell != null && heard >= sequence.ports().size()
            ? 10 * spelled + spell.digit(port)
            : spelled;
    return new Attempt(sequence, heard + 1, digits, began, met, first, number);
  }

  boolean isComplete() {
    return heard == sequence.length();
  }

  boolean isLate(long nanos) {
    return nanos - began > sequence.within().toNanos();
  }

  /// Whether it waits for the port or has heard it.
  boolean knows(Port port) {
    int heardPorts = Math.min(heard, sequence.ports().size());
    return awaits(port) || sequence.ports().subList(0, heardPorts).contains(port);
  }

  /// Whether a younger attempt makes this one pointless: it is as far, has more time left and has
  /// met fewer strays.
  boolean isReplacedByAny(List<Attempt> younger) {
    for (var other : younger) {
      if (heard == other.heard && sequence.equals(other.sequence)) {
        return true;
      }
    }
    return false;
  }

  /// Whether its packets may be those of a knock that is complete now, so that they are spent: it
  /// is of the same sequence; or its last port is one of that sequence's, and it is older, or
  /// begins with the very last packet. A younger one is not its shadow but somebody's knock that
  /// the complete one was mixed into. So is a younger one of a dynamic sequence, whose start can be
  /// taken for the digits that an earlier try had not come to.
  boolean isSpent(Attempt complete) {
    if (sequence.equals(complete.sequence)) {
      return sequence.spell() == null || first <= complete.first;
    }
    return complete.sequence.uses(lastPort())
        && (first == complete.last || first <= complete.first);
  }

  private Port lastPort() {
    var spell = sequence.spell();
    return heard <= sequence.ports().size() || spell == null
        ? sequence.ports().get(heard - 1)
        : Port.tcp(spell.range().first() + spelled % 10);
  }

  Progress progress() {
    return new Progress(sequence.name(), heard, sequence.length());
  }

  Spoiled spoiled(String why) {
    return new Spoiled(sequence.name(), heard, sequence.length(), why);
  }
}
