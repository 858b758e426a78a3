package io.knockgate.packet;

import static io.knockgate.packet.Octets.u16;
import static io.knockgate.packet.Octets.u32;
import static io.knockgate.packet.Octets.u64;
import static io.knockgate.packet.Octets.u8;

import io.knockgate.net.Address;

/// The IPv4 (RFC 791) and IPv6 (RFC 8200) headers: finds the transport header and where the packet
/// ends by its own account.
final class InternetHeader {
  private static final int V4_LENGTH = 20;
  private static final int V6_LENGTH = 40;

  /// No stack that knocks sends more, and RFC 8200 has a use for seven.
  private static final int MOST_EXTENSIONS = 8;

  // IANA "Protocol Numbers", the IPv6 extension headers among them
  private static final int HOP_BY_HOP = 0;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int AUTHENTICATION = 51;
  private static final int DESTINATION = 60;

  private InternetHeader() {}

  static Decoded v4(Frame frame, int at) {
    var bytes = frame.bytes();
    if (bytes.length - at < V4_LENGTH) {
      return Decoded.TRUNCATED;
    }
    if (u8(bytes, at) >>> 4 != 4) {
      return Decoded.BAD_VERSION;
    }
    int header = 4 * (u8(bytes, at) & 0xf);
    int total = u16(bytes, at + 2);
    if (header < V4_LENGTH || total < header) {
      return Decoded.BAD_LENGTH;
    }
    int fragment = u16(bytes, at + 6); // three flags, of which the last is "more", and the offset
    if ((fragment & 0x1fff) != 0) {
      return Decoded.NOT_FOR_US;
    }
    boolean whole = (fragment & 0x2000) == 0;
    return TransportHeader.decode(frame, at, at + header, at + total, u8(bytes, at + 9), whole);
  }

  static Decoded v6(Frame frame, int at) {
    var bytes = frame.bytes();
    if (bytes.length - at < V6_LENGTH) {
      return Decoded.TRUNCATED;
    }
    if (u8(bytes, at) >>> 4 != 6) {
      return Decoded.BAD_VERSION;
    }
    if (mapped(bytes, at + 8) || mapped(bytes, at + 24)) {
      return Decoded.MAPPED_ADDRESS;
    }
    int end = at + V6_LENGTH + u16(bytes, at + 4);
    int next = u8(bytes, at + 6);
    int header = at + V6_LENGTH;
    boolean whole = true;
    for (int i = 0; i <= MOST_EXTENSIONS; i++) {
      if (!isExtension(next)) {
        return TransportHeader.decode(frame, at, header, end, next, whole);
      }
      if (end - header < 8) {
        return Decoded.BAD_LENGTH;
      }
      if (bytes.length - header < 8) {
        return Decoded.TRUNCATED;
      }
      if (next == FRAGMENT) {
        int fragment = u16(bytes, header + 2); // the offset, two reserved bits and "more"
        if (fragment >>> 3 != 0) {
          return Decoded.NOT_FOR_US;
        }
        whole &= (fragment & 1) == 0;
      }
      int length = extensionLength(next, u8(bytes, header + 1));
      next = u8(bytes, header);
      header += length;
    }
    return Decoded.TOO_MANY_EXTENSIONS;
  }

  /// Who the packet at this offset says it comes from.
  static Address source(byte[] bytes, int at) {
    return isV6(bytes, at) ? v6Address(bytes, at + 8) : Address.v4(u32(bytes, at + 12));
  }

  /// Where the packet at this offset is sent to.
  static Address destination(byte[] bytes, int at) {
    return isV6(bytes, at) ? v6Address(bytes, at + 24) : Address.v4(u32(bytes, at + 16));
  }

  private static boolean isV6(byte[] bytes, int at) {
    return u8(bytes, at) >>> 4 == 6;
  }

  private static Address v6Address(byte[] bytes, int at) {
    return Address.v6(u64(bytes, at), u64(bytes, at + 8));
  }

  /// Whether an IPv6 header holds an IPv4-mapped address (::ffff:0:0/96): never on a wire (RFC
  /// 4038, section 4.2), and read on it would speak for an IPv4 host.
  private static boolean mapped(byte[] bytes, int at) {
    return u64(bytes, at) == 0 && u32(bytes, at + 8) == 0xffff;
  }

  private static boolean isExtension(int protocol) {
    return switch (protocol) {
      case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION -> true;
      default -> false;
    };
  }

  /// Bytes of an extension header; every kind counts in a unit of its own.
  private static int extensionLength(int kind, int count) {
    return switch (kind) {
      case FRAGMENT -> 8;
      case AUTHENTICATION -> 4 * (count + 2); // RFC 4302, section 2.2
      default -> 8 * (count + 1);
    };
  }
}
