package io.knockgate.lease;

/// What came of a grant. Either way it has been told.
public sealed interface Outcome {
  /// The doors are open.
  ///
  /// @param state the lease as it is now
  /// @param renewed whether it was open before
  record Opened(LeaseState.Open state, boolean renewed) implements Outcome {}

  /// Nothing has changed.
  ///
  /// @param reason in the operator's words
  record Refused(String reason) implements Outcome {}
}
