package io.knockgate.knock;

/// Whom a knock admits that can name an address.
public enum Admit {
  /// Its sender alone; a knock that names another address is refused.
  SENDER,
  /// The address that it names.
  NAMED
}
