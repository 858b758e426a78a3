package io.knockgate.packet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// What comes before a packet in a capture of NFLOG (`LINKTYPE_NFLOG` of tcpdump.org): four bytes,
/// then attributes, each with its length and type in the order of this machine, padded to four.
final class NflogHeader {
  private static final int LENGTH = 4;
  private static final int ATTRIBUTE = 4;
  private static final int PAYLOAD = 9; // NFULA_PAYLOAD of linux/netfilter/nfnetlink_log.h

  private NflogHeader() {}

  /// Where the packet itself begins; the end of the bytes where there is none.
  static int payloadAt(byte[] bytes) {
    var attributes = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    for (int at = LENGTH; at <= bytes.length - ATTRIBUTE; ) {
      int length = Short.toUnsignedInt(attributes.getShort(at));
      if (length < ATTRIBUTE) {
        break;
      }
      if (attributes.getShort(at + 2) == PAYLOAD) {
        return at + ATTRIBUTE;
      }
      at += (length + 3) & ~3;
    }
    return bytes.length;
  }
}
