package io.knockgate.gateway;

/// Who may come in by a door that is to be open.
public enum Entry {
  /// Every connection, as long as the door is open.
  ALL,
  /// The next connection that is established. The kernel shuts the door behind it; it lives until
  /// the door's time is over.
  FIRST,
  /// What is left of [#FIRST]: that connection if it has not come yet, and nobody if it has.
  REST
}
