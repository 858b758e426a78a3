package io.knockgate.action;

/// What becomes of a knock for a job while the job of an earlier one is not over.
public enum Overlap {
  /// It is refused.
  SKIP,
  /// It begins when those before it are over.
  QUEUE,
  /// The earlier one is stopped, and it begins.
  RESTART
}
