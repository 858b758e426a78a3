package io.knockgate.config;

import io.knockgate.net.BadValue;

/// Turns the text of one value into what it means.
@FunctionalInterface
interface Parser<T> {
  /// What the text means.
  ///
  /// @throws BadValue when the text breaks the value's own rule
  T parse(String text) throws BadValue;
}
