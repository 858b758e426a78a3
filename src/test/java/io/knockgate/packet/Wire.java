package io.knockgate.packet;

import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Protocol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Builds the bytes of one packet, from the transport header outwards. The checksums that must be
/// there are right, that of an IPv4 header and of UDP over IPv6; the others stay 0.
public final class Wire {
  public static final int FIN = 0x01;
  public static final int SYN = 0x02;
  public static final int RST = 0x04;
  public static final int PSH = 0x08;
  public static final int ACK = 0x10;
  public static final int ECE = 0x40;
  public static final int CWR = 0x80;

  private static final Address V4_SOURCE = address("198.51.100.10");
  private static final Address V4_DESTINATION = address("198.51.100.1");
  private static final Address V6_SOURCE = address("fd00:51::10");
  private static final Address V6_DESTINATION = address("fd00:51::1");

  private Wire() {}

  /// A TCP header of 20 bytes.
  public static byte[] tcp(int sourcePort, int port, int sequence, int flags) {
    return ByteBuffer.allocate(20)
        .putShort((short) sourcePort)
        .putShort((short) port)
        .putInt(sequence)
        .putInt(0)
        .put((byte) 0x50)
        .put((byte) flags)
        .array();
  }

  /// A UDP datagram with so many bytes of payload.
  public static byte[] udp(int sourcePort, int port, int payload) {
    return ByteBuffer.allocate(8 + payload)
        .putShort((short) sourcePort)
        .putShort((short) port)
        .putShort((short) (8 + payload))
        .array();
  }

  /// An IPv4 packet from [#V4_SOURCE] to [#V4_DESTINATION] without options.
  public static byte[] v4(Protocol protocol, byte[] inner) {
    return v4(protocol.number(), 0, new byte[0], inner);
  }

  /// An IPv4 packet.
  ///
  /// @param fragment the flags and the offset
  /// @param options a multiple of four bytes
  public static byte[] v4(int protocol, int fragment, byte[] options, byte[] inner) {
    int header = 20 + options.length;
    var packet =
        ByteBuffer.allocate(header + inner.length)
            .put((byte) (0x40 | header / 4))
            .put((byte) 0)
            .putShort((short) (header + inner.length))
            .putShort((short) 1)
            .putShort((short) fragment)
            .put((byte) 64)
            .put((byte) protocol)
            .putShort((short) 0)
            .put(V4_SOURCE.bytes())
            .put(V4_DESTINATION.bytes())
            .put(options)
            .put(inner);
    return packet.putShort(10, checksum(packet, header)).array();
  }

  /// An IPv6 packet from [#V6_SOURCE] to [#V6_DESTINATION].
  ///
  /// @param next the number of what `inner` begins with
  public static byte[] v6(int next, byte[] inner) {
    var packet =
        ByteBuffer.allocate(40 + inner.length)
            .putInt(0x60000000)
            .putShort((short) inner.length)
            .put((byte) next)
            .put((byte) 64)
            .put(V6_SOURCE.bytes())
            .put(V6_DESTINATION.bytes())
            .put(inner);
    if (next == 17 && inner.length >= 8) {
      packet.putShort(46, udpChecksum(inner));
    }
    return packet.array();
  }

  /// The sum of a datagram and what it is sent with (RFC 8200, section 8.1).
  private static short udpChecksum(byte[] datagram) {
    var summed =
        ByteBuffer.allocate(40 + datagram.length + datagram.length % 2)
            .put(V6_SOURCE.bytes())
            .put(V6_DESTINATION.bytes())
            .putInt(datagram.length)
            .putInt(17)
            .put(datagram)
            .putShort(46, (short) 0);
    short sum = checksum(summed, summed.capacity());
    return sum == 0 ? -1 : sum;
  }

  /// An IPv6 extension header of this length in front of `inner`.
  ///
  /// @param next the number of what `inner` begins with
  /// @param length a multiple of eight
  public static byte[] extension(int next, int length, byte[] inner) {
    return ByteBuffer.allocate(length + inner.length)
        .put((byte) next)
        .put((byte) (length / 8 - 1))
        .position(length)
        .put(inner)
        .array();
  }

  /// An authentication header of this length in front of `inner`.
  public static byte[] authentication(int next, int length, byte[] inner) {
    var bytes = extension(next, length, inner);
    bytes[1] = (byte) (length / 4 - 2);
    return bytes;
  }

  /// An IPv6 fragment header in front of `inner`.
  ///
  /// @param offset in units of eight bytes
  public static byte[] fragment(int next, int offset, boolean more, byte[] inner) {
    var bytes = extension(next, 8, inner);
    ByteBuffer.wrap(bytes).putShort(2, (short) (offset << 3 | (more ? 1 : 0)));
    return bytes;
  }

  /// An Ethernet frame to everybody around an IP packet, with these VLAN tag types, outermost
  /// first.
  public static byte[] ethernet(byte[] packet, int... tags) {
    var frame = linked(12, packet, tags);
    Arrays.fill(frame, 0, 6, (byte) 0xff);
    return frame;
  }

  /// A Linux cooked frame around an IP packet.
  public static byte[] cooked(byte[] packet, int... tags) {
    return linked(14, packet, tags);
  }

  /// A Linux cooked frame, version 2, around an IP packet.
  public static byte[] cooked2(byte[] packet, int... tags) {
    var buffer = ByteBuffer.allocate(20 + 4 * tags.length + packet.length);
    int typeAt = 0;
    for (int i = 0; i < tags.length; i++) {
      buffer.putShort(typeAt, (short) tags[i]);
      typeAt = 22 + 4 * i;
    }
    return buffer.putShort(typeAt, (short) type(packet)).put(20 + 4 * tags.length, packet).array();
  }

  /// What tcpdump keeps of an NFLOG message: an attribute of seven bytes, padded to eight, then the
  /// IP packet.
  public static byte[] nflog(byte[] packet) {
    return ByteBuffer.allocate(16 + packet.length)
        .order(ByteOrder.nativeOrder())
        .putInt(0)
        .putShort((short) 7)
        .putShort((short) 10)
        .putInt(0)
        .putShort((short) (4 + packet.length))
        .putShort((short) 9)
        .put(packet)
        .array();
  }

  /// The sum that makes all sums right (RFC 1071).
  private static short checksum(ByteBuffer packet, int length) {
    int sum = 0;
    for (int at = 0; at < length; at += 2) {
      sum += Short.toUnsignedInt(packet.getShort(at));
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return (short) ~((sum & 0xffff) + (sum >>> 16));
  }

  private static byte[] linked(int header, byte[] packet, int... tags) {
    var buffer = ByteBuffer.allocate(header + 4 * tags.length + 2 + packet.length).position(header);
    for (int tag : tags) {
      buffer.putShort((short) tag).putShort((short) 100);
    }
    return buffer.putShort((short) type(packet)).put(packet).array();
  }

  private static int type(byte[] packet) {
    return (packet[0] & 0xf0) == 0x60 ? 0x86dd : 0x0800;
  }

  private static Address address(String text) {
    try {
      return Address.parse(text);
    } catch (BadValue impossible) {
      throw new AssertionError(impossible);
    }
  }
}
