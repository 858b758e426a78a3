package io.knockgate.knock.spa;

import io.knockgate.ssh.SshKey;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/// Names a client's SSH key in a packet: the first 16 bytes of the digest that its fingerprint
/// writes, SHA-256 of the key's blob.
///
/// @param high the first eight, big-endian
/// @param low the others
public record KeyId(long high, long low) {
  static final int LENGTH = 16;

  /// The name of that key.
  public static KeyId of(SshKey key) {
    return read(ByteBuffer.wrap(key.digest()));
  }

  static KeyId read(ByteBuffer from) {
    return new KeyId(from.getLong(), from.getLong());
  }

  void write(ByteBuffer to) {
    to.putLong(high).putLong(low);
  }

  /// 32 hexadecimal digits.
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
