package io.knockgate.knock.spa;

import io.knockgate.net.BadValue;
import java.util.Arrays;
import java.util.Base64;

/// A gateway's public key, an X25519 key (RFC 7748): what a client seals its knocks for. It is no
/// secret, but whoever has it can make the gateway do public-key work, so it is given to clients
/// alone.
public final class GatewayKey {
  static final int LENGTH = 32;

  private final byte[] bytes;

  GatewayKey(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(bytes.length + " bytes");
    }
    this.bytes = bytes.clone();
  }

  /// Reads what [#toString()] writes.
  public static GatewayKey parse(String text) throws BadValue {
    try {
      var bytes = Base64.getDecoder().decode(text);
      if (bytes.length == LENGTH) {
        return new GatewayKey(bytes);
      }
    } catch (IllegalArgumentException notBase64) {
      // told below
    }
    throw new BadValue(
        "a gateway's key is 44 characters of base64, as `knockgate client add` prints it");
  }

  /// The key's 32 bytes, a copy.
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GatewayKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// Base64, 44 characters.
  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
