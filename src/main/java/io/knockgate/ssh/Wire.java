package io.knockgate.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.util.Arrays;

/// Reads SSH's data types (RFC 4251, 5) from front to back. Where the bytes end too soon or are not
/// written canonically it yields nothing and remembers that, so that one question at the end,
/// [#ended()], answers for all of it. Never allocates what only a length claims.
final class Wire {
  private static final byte[] NOTHING = {};

  private final byte[] bytes;
  private int at;
  private boolean sound = true;

  Wire(byte[] bytes) {
    this.bytes = bytes;
  }

  /// So many bytes; none where there are fewer.
  byte[] bytes(int count) {
    if (!sound || count < 0 || count > bytes.length - at) {
      sound = false;
      return NOTHING;
    }
    at += count;
    return Arrays.copyOfRange(bytes, at - count, at);
  }

  /// A `string`.
  byte[] string() {
    int length = 0;
    for (byte part : bytes(4)) {
      length = length << 8 | Byte.toUnsignedInt(part);
    }
    return bytes(length);
  }

  /// A `string` that holds a name in ASCII.
  String name() {
    return new String(string(), US_ASCII);
  }

  /// An `mpint` that is positive; zero where there is none.
  BigInteger positive() {
    var written = string();
    var number = written.length == 0 ? BigInteger.ZERO : new BigInteger(written);
    if (number.signum() <= 0 || !Arrays.equals(number.toByteArray(), written)) {
      sound = false;
      return BigInteger.ZERO;
    }
    return number;
  }

  /// Whether all was there, and nothing is left.
  boolean ended() {
    return sound && at == bytes.length;
  }
}
