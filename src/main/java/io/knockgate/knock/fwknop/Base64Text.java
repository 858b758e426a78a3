package io.knockgate.knock.fwknop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.knockgate.net.BadValue;
import java.util.Base64;

/// Base64 as fwknop writes it: the standard alphabet (RFC 4648, 4) without the `=` at the end. What
/// is read is exactly what would be written: bits to spare are zero, so that two texts are never
/// the same bytes.
final class Base64Text {
  private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final boolean[] KNOWN = new boolean[256];

  static {
    ALPHABET.chars().forEach(letter -> KNOWN[letter] = true);
  }

  private Base64Text() {}

  /// How many characters so many bytes take.
  static int length(int bytes) {
    return (4 * bytes + 2) / 3;
  }

  /// How many bytes so many characters stand for; -1 where no bytes take so many.
  static int bytes(int length) {
    int bytes = length * 3 / 4;
    return length(bytes) == length ? bytes : -1;
  }

  /// Whether all of these are letters of the alphabet.
  static boolean isWritten(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!KNOWN[text[i] & 0xff]) {
        return false;
      }
    }
    return true;
  }

  static String encode(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  /// Writes the bytes to the beginning of `text`, which has room for them.
  static void encode(byte[] bytes, byte[] text) {
    ENCODER.encode(bytes, text);
  }

  /// @throws BadValue where it is not how these bytes are written; does not repeat the text
  static byte[] decode(String text) throws BadValue {
    try {
      var bytes = Base64.getDecoder().decode(text.getBytes(US_ASCII));
      if (encode(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException _) {
      // the exception would tell a letter of it
    }
    throw new BadValue("not base64 without =");
  }
}
