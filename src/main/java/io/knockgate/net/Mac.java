package io.knockgate.net;

import java.util.HexFormat;
import java.util.regex.Pattern;

/// The hardware address of a network card (EUI-48).
///
/// @param bits its 48 bits, the first octet the highest
public record Mac(long bits) {
  private static final Pattern FORM =
      Pattern.compile("[0-9A-Fa-f]{2}([:-])[0-9A-Fa-f]{2}(?:\\1[0-9A-Fa-f]{2}){4}");
  private static final int OCTETS = 6;

  public Mac {
    if (bits >>> (8 * OCTETS) != 0) {
      throw new IllegalArgumentException("more than 48 bits");
    }
  }

  /// Reads `3c:52:82:00:00:01`, or the same with hyphens: a single card, neither a group
  /// nor nobody.
  public static Mac parse(String text) throws BadValue {
    if (!FORM.matcher(text).matches()) {
      throw new BadValue(
          "a hardware address is written \"3c:52:82:00:00:01\", in quotes; not \"" + text + "\"");
    }
    long bits = HexFormat.fromHexDigitsToLong(text.replaceAll("[:-]", ""));
    if (bits == 0 || (bits >>> 40 & 1) == 1) {
      throw new BadValue(text + " is not the address of one card");
    }
    return new Mac(bits);
  }

  /// Its octets, the first one first.
  public byte[] octets() {
    var octets = new byte[OCTETS];
    for (int i = 0; i < OCTETS; i++) {
      octets[i] = (byte) (bits >>> (8 * (OCTETS - 1 - i)));
    }
    return octets;
  }

  @Override
  public String toString() {
    return HexFormat.ofDelimiter(":").formatHex(octets());
  }
}
