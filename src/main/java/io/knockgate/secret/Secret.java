package io.knockgate.secret;

import java.security.MessageDigest;

/// Bytes that must not be told. Never prints them; compares in constant time. Whoever needs the
/// bytes asks for them by a name that can be searched for: [#revealed()].
public final class Secret {
  private final byte[] bytes;

  /// @param bytes copied
  public Secret(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /// The bytes themselves, a copy, for cryptography alone.
  public byte[] revealed() {
    return bytes.clone();
  }

  /// How many bytes it has.
  public int length() {
    return bytes.length;
  }

  /// Takes as long for a near miss as for a far one.
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
  }

  /// The same for all: a hash of the bytes would tell something of them.
  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return "secret";
  }
}
