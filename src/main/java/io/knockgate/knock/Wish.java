package io.knockgate.knock;

/// What a knock stands for in the configuration.
public sealed interface Wish {
  /// The name of the action that is meant.
  String action();

  /// `action: NAME`
  record Open(String action) implements Wish {}

  /// `close: NAME`: ends the source's lease of that action early.
  record Close(String action) implements Wish {}
}
