package io.knockgate.action;

/// What happens to sessions that are still up when a door shuts.
public enum AtClose {
  /// They stall in the instant the door shuts.
  CUT,
  /// They live on until they end by themselves; nobody new gets in.
  KEEP
}
