package io.knockgate.config;

import java.util.List;

/// What came of reading a configuration.
///
/// @param <T> what it says
public sealed interface Reading<T> {
  /// Everything that is wrong with it, in the order of the places.
  List<Problem> problems();

  /// It can be used.
  ///
  /// @param settings what it says
  /// @param problems warnings only
  record Sound<T>(T settings, List<Problem> problems) implements Reading<T> {}

  /// It can't be used.
  ///
  /// @param problems at least one error, and all warnings
  record Faulty<T>(List<Problem> problems) implements Reading<T> {}
}
