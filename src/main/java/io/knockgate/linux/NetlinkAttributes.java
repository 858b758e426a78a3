package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Walks the attributes of one message, or of one nested attribute. What is cut short ends the
/// walk. A value that is read as something longer than it is, is an [IndexOutOfBoundsException]:
/// the kernel's headers and ours disagree.
public final class NetlinkAttributes {
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT_BE = SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT_BE =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG_BE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment bytes;
  private int limit;
  private int next;
  private int value;
  private int length;
  private int type;

  NetlinkAttributes(MemorySegment bytes) {
    this.bytes = bytes;
  }

  NetlinkAttributes over(int from, int to) {
    next = from;
    limit = to;
    value = from;
    length = 0;
    type = 0;
    return this;
  }

  /// Steps to the next attribute; false when there is none, or only a piece of one.
  public boolean next() {
    if (limit - next < Netlink.ATTRIBUTE_HEADER) {
      return false;
    }
    int size = Short.toUnsignedInt(bytes.get(SHORT, next));
    if (size < Netlink.ATTRIBUTE_HEADER || size > limit - next) {
      return false;
    }
    type = bytes.get(SHORT, next + 2) & Netlink.NLA_TYPE_MASK;
    value = next + Netlink.ATTRIBUTE_HEADER;
    length = size - Netlink.ATTRIBUTE_HEADER;
    next = Math.min(limit, next + Netlink.align(size));
    return true;
  }

  /// The attribute's type, without flags.
  public int type() {
    return type;
  }

  /// Bytes of its value.
  public int length() {
    return length;
  }

  /// A value of one byte.
  public int u8() {
    Objects.checkFromIndexSize(0, 1, length);
    return Byte.toUnsignedInt(bytes.get(JAVA_BYTE, value));
  }

  /// A value of two bytes, big-endian.
  public int u16() {
    Objects.checkFromIndexSize(0, 2, length);
    return Short.toUnsignedInt(bytes.get(SHORT_BE, value));
  }

  /// A value of four bytes, big-endian.
  public int u32() {
    Objects.checkFromIndexSize(0, 4, length);
    return bytes.get(INT_BE, value);
  }

  /// A value of eight bytes, big-endian.
  public long u64() {
    Objects.checkFromIndexSize(0, 8, length);
    return bytes.get(LONG_BE, value);
  }

  /// A copy of the value.
  public byte[] bytes() {
    var copy = new byte[length];
    MemorySegment.copy(bytes, JAVA_BYTE, value, copy, 0, length);
    return copy;
  }

  /// Copies the value, or as much of it as there is room for, without allocating.
  ///
  /// @return how many bytes were copied
  public int copyTo(byte[] target) {
    int size = Math.min(length, target.length);
    MemorySegment.copy(bytes, JAVA_BYTE, value, target, 0, size);
    return size;
  }

  /// A value of text, up to its first zero byte.
  public String text() {
    var copy = bytes();
    int end = 0;
    while (end < copy.length && copy[end] != 0) {
      end++;
    }
    return new String(copy, 0, end, StandardCharsets.UTF_8);
  }

  /// Whether the value is this ASCII text with its zero byte; allocates nothing.
  public boolean isText(String ascii) {
    if (length != ascii.length() + 1) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes.get(JAVA_BYTE, value + i) != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// The attributes inside this one.
  public NetlinkAttributes nested() {
    return new NetlinkAttributes(bytes).over(value, value + length);
  }
}
