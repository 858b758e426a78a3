package io.knockgate.config;

import java.util.List;

/// What came of reading a configuration.
public sealed interface Reading {
  /// Everything that is wrong with it, in the order of the places.
  List<Problem> problems();

  /// It can be used.
  ///
  /// @param settings what it says
  /// @param problems warnings only
  record Sound(Settings settings, List<Problem> problems) implements Reading {}

  /// It can't be used.
  ///
  /// @param problems at least one error, and all warnings
  record Faulty(List<Problem> problems) implements Reading {}
}
