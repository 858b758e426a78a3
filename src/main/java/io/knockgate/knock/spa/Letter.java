package io.knockgate.knock.spa;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What is sealed: a body, its signature, and zeros up to a multiple of 64 bytes, so that a
/// packet's length tells little of what it says (docs/knock-packet.md, "Plaintext").
final class Letter {
  /// Lengths are multiples of this.
  static final int BLOCK = 64;

  private final byte[] body;
  private final byte[] signature;

  Letter(byte[] body, byte[] signature) {
    this.body = body;
    this.signature = signature;
  }

  byte[] body() {
    return body;
  }

  byte[] signature() {
    return signature;
  }

  byte[] write() {
    int length = 2 + body.length + 2 + signature.length;
    return ByteBuffer.allocate((length + BLOCK - 1) / BLOCK * BLOCK)
        .putShort((short) body.length)
        .put(body)
        .putShort((short) signature.length)
        .put(signature)
        .array();
  }

  /// Reads one; null where it is none, or not written in the one way.
  static @Nullable Letter read(byte[] plaintext) {
    var from = ByteBuffer.wrap(plaintext);
    var body = part(from);
    var signature = part(from);
    if (body == null || signature == null) {
      return null;
    }
    var letter = new Letter(body, signature);
    return Arrays.equals(letter.write(), plaintext) ? letter : null;
  }

  private static byte @Nullable [] part(ByteBuffer from) {
    if (from.remaining() < 2) {
      return null;
    }
    int length = Short.toUnsignedInt(from.getShort());
    if (length > from.remaining()) {
      return null;
    }
    var part = new byte[length];
    from.get(part);
    return part;
  }
}
