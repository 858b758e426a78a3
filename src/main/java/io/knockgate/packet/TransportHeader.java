package io.knockgate.packet;

import static io.knockgate.packet.Octets.u16;
import static io.knockgate.packet.Octets.u32;
import static io.knockgate.packet.Octets.u8;

import io.knockgate.net.Port;
import io.knockgate.net.Protocol;

/// The TCP (RFC 9293) and UDP (RFC 768) headers.
final class TransportHeader {
  private static final int TCP = 6;
  private static final int TCP_LENGTH = 20;
  private static final int UDP = 17;
  private static final int UDP_LENGTH = 8;

  private static final int FIN = 0x01;
  private static final int SYN = 0x02;
  private static final int RST = 0x04;
  private static final int ACK = 0x10;

  private TransportHeader() {}

  /// Reads the header at `at`.
  ///
  /// @param ip where the IP header begins
  /// @param end where the packet ends by the IP header's account, perhaps beyond what was captured
  /// @param whole false when this is the first of several fragments
  static Decoded decode(Frame frame, int ip, int at, int end, int protocol, boolean whole) {
    return switch (protocol) {
      case TCP -> tcp(frame, ip, at, end, whole);
      case UDP -> udp(frame, ip, at, end, whole);
      default -> Decoded.NOT_FOR_US;
    };
  }

  private static Decoded tcp(Frame frame, int ip, int at, int end, boolean whole) {
    var bytes = frame.bytes();
    if (end - at < TCP_LENGTH) {
      return Decoded.BAD_LENGTH;
    }
    if (bytes.length - at < TCP_LENGTH) {
      return Decoded.TRUNCATED;
    }
    int header = 4 * (u8(bytes, at + 12) >>> 4);
    if (header < TCP_LENGTH || (whole && header > end - at)) {
      return Decoded.BAD_LENGTH;
    }
    if ((u8(bytes, at + 13) & (FIN | SYN | RST | ACK)) != SYN) {
      return Decoded.NOT_FOR_US;
    }
    return packet(frame, ip, at, Protocol.TCP, u32(bytes, at + 4), Payload.NONE);
  }

  private static Decoded udp(Frame frame, int ip, int at, int end, boolean whole) {
    var bytes = frame.bytes();
    if (end - at < UDP_LENGTH) {
      return Decoded.BAD_LENGTH;
    }
    if (bytes.length - at < UDP_LENGTH) {
      return Decoded.TRUNCATED;
    }
    int length = u16(bytes, at + 4);
    if (length < UDP_LENGTH || (whole && length > end - at)) {
      return Decoded.BAD_LENGTH;
    }
    return packet(frame, ip, at, Protocol.UDP, 0, payload(bytes, at, at + length, whole));
  }

  private static Payload payload(byte[] bytes, int at, int end, boolean whole) {
    int from = at + UDP_LENGTH;
    return whole && from < end && end <= bytes.length
        ? new Payload(bytes, from, end)
        : Payload.NONE;
  }

  private static Decoded packet(
      Frame frame, int ip, int at, Protocol protocol, int sequence, Payload payload) {
    var bytes = frame.bytes();
    int port = u16(bytes, at + 2);
    if (port == 0) {
      return Decoded.NOT_FOR_US; // reserved: nobody can listen there, and no knock names it
    }
    return new Packet(
        InternetHeader.source(bytes, ip),
        InternetHeader.destination(bytes, ip),
        u16(bytes, at),
        new Port(protocol, port),
        sequence,
        frame.nanos(),
        frame.capture(),
        payload);
  }
}
