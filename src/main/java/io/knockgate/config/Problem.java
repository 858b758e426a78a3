package io.knockgate.config;

import java.util.Comparator;

/// Something that is wrong with the configuration.
///
/// @param place where it stands
/// @param fault which of the known faults it is
/// @param what the fault in the operator's words, and what mends it
public record Problem(Place place, Fault fault, String what) implements Comparable<Problem> {
  private static final Comparator<Problem> ORDER =
      Comparator.comparing(Problem::place).thenComparing(Problem::what);

  /// Whether the configuration can be used all the same.
  public boolean isWarning() {
    return fault.isWarning();
  }

  @Override
  public int compareTo(Problem other) {
    return ORDER.compare(this, other);
  }

  /// One line: `config.yaml:3:5: unknown key "gaurd", did you mean "guard"?`.
  @Override
  public String toString() {
    return place + (isWarning() ? ": warning: " : ": ") + what;
  }
}
