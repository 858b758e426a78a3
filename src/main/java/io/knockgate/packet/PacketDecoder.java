package io.knockgate.packet;

import static io.knockgate.packet.Octets.u16;
import static io.knockgate.packet.Octets.u8;

/// Opens a frame as far as its transport header.
///
/// Total: any bytes of any length have an answer, none throws. The work is bounded whatever the
/// bytes say, and nothing is allocated but a [Packet] that is one, whose payload stays in the
/// frame's array. Checksums are not looked at: in
/// a frame that never left the machine, or that the network card still has to finish, they are not
/// there yet.
public final class PacketDecoder {
  /// More tags than any network stacks: beyond them a frame is nonsense.
  private static final int MOST_TAGS = 4;

  // IEEE 802 EtherTypes (IANA "IEEE 802 Numbers")
  static final int IPV4 = 0x0800;
  static final int IPV6 = 0x86dd;
  private static final int CUSTOMER_TAG = 0x8100; // 802.1Q
  private static final int SERVICE_TAG = 0x88a8; // 802.1ad
  private static final int OLD_SERVICE_TAG = 0x9100; // before 802.1ad

  private PacketDecoder() {}

  /// What was heard.
  public static Decoded decode(Heard heard) {
    return switch (heard) {
      case Packet packet -> packet;
      case Frame frame ->
          switch (frame.link()) {
            case IP -> byVersion(frame, 0);
            case ETHERNET -> byType(frame, 12, 14);
            case LINUX_SLL -> byType(frame, 14, 16);
            case LINUX_SLL2 -> byType(frame, 0, 20);
            case NFLOG -> byVersion(frame, NflogHeader.payloadAt(frame.bytes()));
          };
    };
  }

  private static Decoded byVersion(Frame frame, int at) {
    var bytes = frame.bytes();
    if (bytes.length == at) {
      return Decoded.TRUNCATED;
    }
    return switch (u8(bytes, at) >>> 4) {
      case 4 -> InternetHeader.v4(frame, at);
      case 6 -> InternetHeader.v6(frame, at);
      default -> Decoded.BAD_VERSION;
    };
  }

  /// Reads the type of what the link carries, over VLAN tags: behind each are the next type and
  /// what that carries.
  ///
  /// @param firstType where the first type is
  /// @param first where what it tells of begins
  private static Decoded byType(Frame frame, int firstType, int first) {
    var bytes = frame.bytes();
    int typeAt = firstType;
    int at = first;
    for (int tags = 0; tags <= MOST_TAGS; tags++) {
      if (bytes.length < typeAt + 2) {
        return Decoded.TRUNCATED;
      }
      switch (u16(bytes, typeAt)) {
        case CUSTOMER_TAG, SERVICE_TAG, OLD_SERVICE_TAG -> {
          typeAt = at + 2;
          at += 4;
        }
        case IPV4 -> {
          return InternetHeader.v4(frame, at);
        }
        case IPV6 -> {
          return InternetHeader.v6(frame, at);
        }
        default -> {
          return Decoded.NOT_FOR_US;
        }
      }
    }
    return Decoded.TOO_MANY_TAGS;
  }
}
