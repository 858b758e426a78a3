package io.knockgate.net;

/// The addresses that begin with the same bits, written `203.0.113.0/24` or `2001:db8::/32`; one
/// address is `203.0.113.9`.
///
/// @param network its first address
/// @param length how many bits are the same: 0 to 32 for IPv4, 0 to 128 for IPv6
public record Prefix(Address network, int length) {
  public Prefix {
    if (length < 0 || length > bits(network) || !network.masked(length).equals(network)) {
      throw new IllegalArgumentException("prefix " + network + "/" + length);
    }
  }

  /// Reads a prefix. Bits behind it must be zero: nobody can tell whether the address or the length
  /// is the slip of the pen.
  public static Prefix parse(String text) throws BadValue {
    int slash = text.indexOf('/');
    if (slash < 0) {
      var address = Address.parse(text);
      return new Prefix(address, bits(address));
    }
    var address = Address.parse(text.substring(0, slash));
    int length = length(text, slash + 1, bits(address));
    var network = address.masked(length);
    if (!network.equals(address)) {
      throw new BadValue(
          "%s has bits behind the prefix; write %s/%d".formatted(text, network, length));
    }
    return new Prefix(network, length);
  }

  private static int length(String text, int from, int most) throws BadValue {
    var digits = text.substring(from);
    if (digits.matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(digits) <= most) {
      return Integer.parseInt(digits);
    }
    throw new BadValue(
        "a prefix is written 203.0.113.0/24 or 2001:db8::/32, with at most /%d here; not \"%s\""
            .formatted(most, text));
  }

  private static int bits(Address address) {
    return address.isV6() ? 128 : 32;
  }

  /// Whether the address is one of these.
  public boolean contains(Address address) {
    return address.isV6() == network.isV6() && address.masked(length).equals(network);
  }

  @Override
  public String toString() {
    return length == bits(network) ? network.toString() : network + "/" + length;
  }
}
