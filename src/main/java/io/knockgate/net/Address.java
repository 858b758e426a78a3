package io.knockgate.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/// An IPv4 or IPv6 address, by value. Never resolves a name, never has a scope. IPv4-mapped IPv6
/// addresses are IPv4.
public final class Address implements Comparable<Address> {
  private final boolean v6;
  private final long high;
  private final long low;

  private Address(boolean v6, long high, long low) {
    this.v6 = v6;
    this.high = high;
    this.low = low;
  }

  /// The IPv4 address of these 32 bits, most significant first.
  public static Address v4(int bits) {
    return new Address(false, 0, Integer.toUnsignedLong(bits));
  }

  /// The IPv6 address of these 128 bits, most significant first.
  public static Address v6(long high, long low) {
    if (high == 0 && (low >>> 32) == 0xffff) {
      return v4((int) low);
    }
    return new Address(true, high, low);
  }

  /// The address in 4 or 16 bytes, network order.
  public static Address of(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> v4((int) word(bytes, 0, 4));
      case 16 -> v6(word(bytes, 0, 8), word(bytes, 8, 8));
      default ->
          throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
    };
  }

  /// Reads a literal: `203.0.113.9` or `2001:db8::9`. Names, brackets, scopes and shortened IPv4
  /// forms are refused.
  public static Address parse(String text) throws BadValue {
    try {
      if (text.indexOf(':') >= 0 && text.indexOf('%') < 0 && text.indexOf('[') < 0) {
        return of(Inet6Address.ofLiteral(text).getAddress());
      }
      if (text.matches("\\d{1,3}(\\.\\d{1,3}){3}") && !text.matches("(.*\\.)?0\\d.*")) {
        return of(Inet4Address.ofLiteral(text).getAddress());
      }
    } catch (IllegalArgumentException notALiteral) {
      throw bad(text);
    }
    throw bad(text);
  }

  private static BadValue bad(String text) {
    return new BadValue("an address is written 203.0.113.9 or 2001:db8::9, not \"" + text + "\"");
  }

  private static long word(byte[] bytes, int from, int length) {
    long word = 0;
    for (int i = from; i < from + length; i++) {
      word = (word << 8) | (bytes[i] & 0xff);
    }
    return word;
  }

  /// Whether this is an IPv6 address.
  public boolean isV6() {
    return v6;
  }

  /// Whether it is no machine's: 0.0.0.0 and ::.
  public boolean isUnspecified() {
    return high == 0 && low == 0;
  }

  /// Whether it can be one machine's on a network: none of 0.0.0.0/8, loopback, multicast and
  /// broadcast (IANA's special-purpose registries).
  public boolean isOneMachines() {
    if (v6) {
      return high >>> 56 != 0xff && (high != 0 || Long.compareUnsigned(low, 1) > 0);
    }
    int first = (int) (low >>> 24);
    return first != 0 && first != 127 && first < 224;
  }

  /// The family's name: `IPv4` or `IPv6`.
  public String family() {
    return v6 ? "IPv6" : "IPv4";
  }

  /// The address in network order: 4 or 16 new bytes.
  public byte[] bytes() {
    var bytes = new byte[v6 ? 16 : 4];
    for (int i = 0; i < bytes.length; i++) {
      int shift = 8 * (bytes.length - 1 - i);
      bytes[i] = (byte) (shift >= 64 ? high >>> (shift - 64) : low >>> shift);
    }
    return bytes;
  }

  /// Who counts as one source: an IPv4 address itself, an IPv6 address with its last 64 bits
  /// cleared, because a /64 is what one subscriber gets.
  public Address site() {
    return v6 ? new Address(true, high, 0) : this;
  }

  /// The source of [#site()] as one number, without making an object: equal for two addresses
  /// exactly if their sites are. (IPv4 takes the numbers of IPv6 multicast, which nothing is ever
  /// sent from.)
  public long siteBits() {
    return v6 ? high : 0xffff_ffff_0000_0000L | low;
  }

  /// The address with all bits but the first ones cleared.
  ///
  /// @param bits how many are kept: 0 to 32 for IPv4, 0 to 128 for IPv6
  Address masked(int bits) {
    return v6
        ? new Address(true, high & firstOf64(bits), low & firstOf64(bits - 64))
        : new Address(false, 0, low & firstOf64(bits + 32));
  }

  /// A mask of so many bits, most significant first; of none or all where it is out of bounds.
  private static long firstOf64(int bits) {
    return bits <= 0 ? 0 : -1L << Math.max(0, 64 - bits);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Address that && v6 == that.v6 && high == that.high && low == that.low;
  }

  @Override
  public int hashCode() {
    long mixed = ((high * 0x9E3779B97F4A7C15L) ^ low) * 0xBF58476D1CE4E5B9L;
    return (int) (mixed >>> 32);
  }

  @Override
  public int compareTo(Address other) {
    if (v6 != other.v6) {
      return Boolean.compare(v6, other.v6);
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /// The canonical text (RFC 5952 for IPv6).
  @Override
  public String toString() {
    if (!v6) {
      return (low >>> 24)
          + "."
          + ((low >>> 16) & 0xff)
          + "."
          + ((low >>> 8) & 0xff)
          + "."
          + (low & 0xff);
    }
    var groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (int) ((i < 4 ? high : low) >>> (48 - 16 * (i % 4))) & 0xffff;
    }
    int zerosAt = -1;
    int zeros = 1;
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && groups[i + run] == 0) {
        run++;
      }
      if (run > zeros) {
        zerosAt = i;
        zeros = run;
      }
      i += Math.max(0, run - 1);
    }
    var text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == zerosAt) {
        text.append("::");
        i += zeros - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  /// The same address as the JDK's type.
  public InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(bytes());
    } catch (java.net.UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
