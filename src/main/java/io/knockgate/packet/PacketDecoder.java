package io.knockgate.packet;

import static io.knockgate.packet.Octets.u16;
import static io.knockgate.packet.Octets.u8;

/// Opens a frame as far as its transport header.
///
/// Total: any bytes of any length have an answer, none throws. The work is bounded whatever the
/// bytes say, and nothing is allocated but a [Packet] that is one. Checksums are not looked at: in
/// a frame that never left the machine, or that the network card still has to finish, they are not
/// there yet.
public final class PacketDecoder {
  /// More tags than any network stacks: beyond them a frame is nonsense.
  private static final int MOST_TAGS = 4;

  // IEEE 802 EtherTypes (IANA "IEEE 802 Numbers")
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int CUSTOMER_TAG = 0x8100; // 802.1Q
  private static final int SERVICE_TAG = 0x88a8; // 802.1ad
  private static final int OLD_SERVICE_TAG = 0x9100; // before 802.1ad

  private static final int ETHERNET_TYPE_AT = 12;
  private static final int SLL_TYPE_AT = 14;

  private PacketDecoder() {}

  /// What the frame is.
  public static Decoded decode(Frame frame) {
    return switch (frame.link()) {
      case IP -> byVersion(frame);
      case ETHERNET -> byType(frame, ETHERNET_TYPE_AT);
      case LINUX_SLL -> byType(frame, SLL_TYPE_AT);
    };
  }

  private static Decoded byVersion(Frame frame) {
    var bytes = frame.bytes();
    if (bytes.length == 0) {
      return Decoded.TRUNCATED;
    }
    return switch (u8(bytes, 0) >>> 4) {
      case 4 -> InternetHeader.v4(frame, 0);
      case 6 -> InternetHeader.v6(frame, 0);
      default -> Decoded.BAD_VERSION;
    };
  }

  /// Steps over VLAN tags, each of which pushes the type four bytes back.
  private static Decoded byType(Frame frame, int typeAt) {
    var bytes = frame.bytes();
    for (int at = typeAt; at <= typeAt + 4 * MOST_TAGS; at += 4) {
      if (bytes.length < at + 2) {
        return Decoded.TRUNCATED;
      }
      switch (u16(bytes, at)) {
        case CUSTOMER_TAG, SERVICE_TAG, OLD_SERVICE_TAG -> {}
        case IPV4 -> {
          return InternetHeader.v4(frame, at + 2);
        }
        case IPV6 -> {
          return InternetHeader.v6(frame, at + 2);
        }
        default -> {
          return Decoded.NOT_FOR_US;
        }
      }
    }
    return Decoded.TOO_MANY_TAGS;
  }
}
