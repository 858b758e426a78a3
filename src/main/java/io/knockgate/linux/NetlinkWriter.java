package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes netlink messages one behind the other into memory that is used again and again. Numbers
/// in attributes are big-endian, as netfilter wants them. For one thread.
public final class NetlinkWriter {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT_BE = INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort SHORT_BE = SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG_BE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private MemorySegment bytes = Arena.ofAuto().allocate(4096);
  private int length;
  private int message;
  private int sequence;

  /// Forgets what was written. The sequence numbers go on, so that late answers are known as such.
  public NetlinkWriter clear() {
    length = 0;
    return this;
  }

  /// Begins a message; the one before it is complete.
  ///
  /// @param type as [Netlink#type] makes it
  /// @param flags `NLM_F_` flags; `NLM_F_REQUEST` is implied
  /// @return its sequence number
  public int message(int type, int flags) {
    message = length;
    sequence++;
    room(Netlink.MESSAGE_HEADER);
    bytes.set(SHORT, message + 4, (short) type);
    bytes.set(SHORT, message + 6, (short) (flags | Netlink.NLM_F_REQUEST));
    bytes.set(INT, message + 8, sequence);
    bytes.set(INT, message + 12, 0);
    grown();
    return sequence;
  }

  /// The header of a netfilter message (`struct nfgenmsg`).
  ///
  /// @param family [Netlink#INET] and its siblings
  /// @param resource what the subsystem makes of it
  public NetlinkWriter nfgen(int family, int resource) {
    int at = room(Netlink.NFGEN_HEADER);
    bytes.set(JAVA_BYTE, at, (byte) family);
    bytes.set(JAVA_BYTE, at + 1, (byte) 0);
    bytes.set(SHORT_BE, at + 2, (short) resource);
    grown();
    return this;
  }

  /// The header of a message of another protocol, in that protocol's own bytes.
  public NetlinkWriter header(byte[] header) {
    int at = room(Netlink.align(header.length));
    MemorySegment.copy(header, 0, bytes, JAVA_BYTE, at, header.length);
    grown();
    return this;
  }

  /// An attribute of these bytes.
  public NetlinkWriter bytes(int type, byte[] value) {
    int at = attribute(type, value.length);
    MemorySegment.copy(value, 0, bytes, JAVA_BYTE, at, value.length);
    return this;
  }

  /// An attribute of text, with the zero byte that C wants behind it.
  public NetlinkWriter text(int type, String value) {
    var ascii = value.getBytes(StandardCharsets.US_ASCII);
    int at = attribute(type, ascii.length + 1);
    MemorySegment.copy(ascii, 0, bytes, JAVA_BYTE, at, ascii.length);
    return this;
  }

  /// An attribute of one byte.
  public NetlinkWriter u8(int type, int value) {
    int at = attribute(type, 1); // may move the memory
    bytes.set(JAVA_BYTE, at, (byte) value);
    return this;
  }

  /// An attribute of two bytes, big-endian.
  public NetlinkWriter u16(int type, int value) {
    int at = attribute(type, 2); // may move the memory
    bytes.set(SHORT_BE, at, (short) value);
    return this;
  }

  /// An attribute of four bytes, big-endian.
  public NetlinkWriter u32(int type, int value) {
    int at = attribute(type, 4); // may move the memory
    bytes.set(INT_BE, at, value);
    return this;
  }

  /// An attribute of four bytes in the machine's own order, for the few that are so.
  public NetlinkWriter hostU32(int type, int value) {
    int at = attribute(type, 4); // may move the memory
    bytes.set(INT, at, value);
    return this;
  }

  /// An attribute of eight bytes, big-endian.
  public NetlinkWriter u64(int type, long value) {
    int at = attribute(type, 8); // may move the memory
    bytes.set(LONG_BE, at, value);
    return this;
  }

  /// Begins an attribute that holds attributes.
  ///
  /// @return where it stands, for [#end]
  public int nest(int type) {
    int at = length;
    attribute(type | Netlink.NLA_F_NESTED, 0);
    return at;
  }

  /// Ends a nested attribute. What is larger than an attribute can be (64 KiB) is a mistake of
  /// ours.
  public NetlinkWriter end(int nest) {
    int size = length - nest;
    if (size > 0xffff) {
      throw new IllegalStateException("a netlink attribute of " + size + " bytes");
    }
    bytes.set(SHORT, nest, (short) size);
    return this;
  }

  /// Asks for an acknowledgement of the message that was written last.
  ///
  /// @return its sequence number
  public int acknowledgeLast() {
    int flags = bytes.get(SHORT, message + 6) | Netlink.NLM_F_ACK;
    bytes.set(SHORT, message + 6, (short) flags);
    return sequence;
  }

  /// How many bytes have been written.
  public int size() {
    return length;
  }

  MemorySegment segment() {
    return bytes;
  }

  private int attribute(int type, int size) {
    int at = room(Netlink.align(Netlink.ATTRIBUTE_HEADER + size));
    bytes.set(SHORT, at, (short) (Netlink.ATTRIBUTE_HEADER + size));
    bytes.set(SHORT, at + 2, (short) type);
    grown();
    return at + Netlink.ATTRIBUTE_HEADER;
  }

  private int room(int size) {
    int at = length;
    length = Math.addExact(length, size);
    if (length > bytes.byteSize()) {
      var larger = Arena.ofAuto().allocate(Math.max(length, 2 * bytes.byteSize()));
      MemorySegment.copy(bytes, 0, larger, 0, at);
      bytes = larger;
    }
    bytes.asSlice(at, size).fill((byte) 0);
    return at;
  }

  private void grown() {
    bytes.set(INT, message, length - message);
  }
}
