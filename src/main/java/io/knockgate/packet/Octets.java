package io.knockgate.packet;

/// Numbers in network order. Who calls has seen that the bytes are there.
final class Octets {
  private Octets() {}

  static int u8(byte[] bytes, int at) {
    return bytes[at] & 0xff;
  }

  static int u16(byte[] bytes, int at) {
    return u8(bytes, at) << 8 | u8(bytes, at + 1);
  }

  static int u32(byte[] bytes, int at) {
    return u16(bytes, at) << 16 | u16(bytes, at + 2);
  }

  static long u64(byte[] bytes, int at) {
    return (long) u32(bytes, at) << 32 | Integer.toUnsignedLong(u32(bytes, at + 4));
  }
}
