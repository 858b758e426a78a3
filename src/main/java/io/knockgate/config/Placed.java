package io.knockgate.config;

import java.util.List;

/// A value and where it was written, for the checks that compare values of different places.
record Placed<T>(T value, Place place) {
  /// The values alone.
  static <T> List<T> values(List<Placed<T>> placed) {
    return placed.stream().map(Placed::value).toList();
  }
}
