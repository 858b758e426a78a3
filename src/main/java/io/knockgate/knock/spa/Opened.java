package io.knockgate.knock.spa;

/// What the public-key work on a packet yields.
sealed interface Opened {
  /// Its sender has a client's key.
  ///
  /// @param by which key of which client
  record Proven(SpaMessage message, SpaClient by) implements Opened {}

  /// It proves nobody.
  record Nothing(Reason reason) implements Opened {}
}
