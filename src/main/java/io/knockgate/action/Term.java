package io.knockgate.action;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long an action's doors stay open.
///
/// @param usual the time of a knock that names none
/// @param atMost the longest time that any knock gets
/// @param asked whether the knock may name the time (`for: asked`)
public record Term(Duration usual, Duration atMost, boolean asked) {
  /// The time of a knock that names none where it could (`for: asked`).
  public static final Duration USUAL = Duration.ofMinutes(5);

  public Term {
    if (!usual.isPositive() || usual.compareTo(atMost) > 0) {
      throw new IllegalArgumentException("term " + usual + " at most " + atMost);
    }
  }

  /// `for: 15m`: always that long.
  public static Term fixed(Duration time) {
    return new Term(time, time, false);
  }

  /// `for: asked` with `at-most`.
  public static Term asked(Duration atMost) {
    return new Term(USUAL.compareTo(atMost) < 0 ? USUAL : atMost, atMost, true);
  }

  /// The time that a knock gets which named this one.
  public Duration grant(@Nullable Duration named) {
    if (!asked || named == null || !named.isPositive()) {
      return usual;
    }
    return named.compareTo(atMost) < 0 ? named : atMost;
  }
}
