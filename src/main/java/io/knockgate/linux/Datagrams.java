package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.knockgate.net.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The datagrams that one call took from a [UdpSocket], by their place among them, from 0. Used
/// again for those of the next call. Nothing here allocates, but for addresses. For one thread.
public final class Datagrams {
  /// Bytes of a datagram that there is room for: more than fit into one packet of the usual link.
  public static final int LONGEST = 2048;

  /// How many are taken at once.
  static final int MOST = 64;

  // struct mmsghdr on 64 bits: a struct msghdr, and how many bytes came
  private static final int MMSGHDR = 64;
  private static final int NAME_AT = 0;
  private static final int NAMELEN_AT = 8;
  private static final int IOV_AT = 16;
  private static final int IOVLEN_AT = 24;
  private static final int CONTROL_AT = 32;
  private static final int CONTROLLEN_AT = 40;
  private static final int FLAGS_AT = 48;
  private static final int LENGTH_AT = 56;

  private static final int IOVEC = 16;
  private static final int NAME = 32; // struct sockaddr_in6, or the shorter sockaddr_in
  private static final int CONTROL = 128; // more than the two that we ask for

  // Where each kind of thing begins; the headers at 0.
  private static final int IOVECS = MOST * MMSGHDR;
  private static final int NAMES = IOVECS + MOST * IOVEC;
  private static final int CONTROLS = NAMES + MOST * NAME;
  private static final int BYTES = CONTROLS + MOST * CONTROL;

  // asm-generic/socket.h, linux/in.h and linux/in6.h
  private static final int MSG_TRUNC = 0x20;
  private static final int AF_INET6 = 10;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RXQ_OVFL = 40;
  private static final int IPPROTO_IP = 0;
  private static final int IP_PKTINFO = 8;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_PKTINFO = 50;

  // struct cmsghdr: its length, a level, a type
  private static final int CMSGHDR = 16;
  private static final int LEVEL_AT = 8;
  private static final int TYPE_AT = 12;

  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfShort SHORT_BE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT_BE =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG_BE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment memory = Arena.ofAuto().allocate(BYTES + MOST * LONGEST, 8);
  private int dropped;

  Datagrams() {
    for (int i = 0; i < MOST; i++) {
      int header = i * MMSGHDR;
      int vector = IOVECS + i * IOVEC;
      memory.set(LONG, header + NAME_AT, at(NAMES + i * NAME));
      memory.set(LONG, header + IOV_AT, at(vector));
      memory.set(LONG, header + IOVLEN_AT, 1);
      memory.set(LONG, header + CONTROL_AT, at(CONTROLS + i * CONTROL));
      memory.set(LONG, vector, at(BYTES + i * LONGEST));
      memory.set(LONG, vector + 8, LONGEST);
    }
  }

  private long at(int offset) {
    return memory.address() + offset;
  }

  /// Takes what is there; how many, or the negated errno.
  int take(int fd, int flags) {
    for (int i = 0; i < MOST; i++) { // the kernel has written what it used
      memory.set(INT, i * MMSGHDR + NAMELEN_AT, NAME);
      memory.set(LONG, i * MMSGHDR + CONTROLLEN_AT, CONTROL);
    }
    int count = Libc.recvmmsg(fd, memory, MOST, flags);
    int told = count > 0 ? control(count - 1, SOL_SOCKET, SO_RXQ_OVFL) : -1;
    if (told >= 0) {
      dropped = memory.get(INT, told);
    }
    return count;
  }

  /// How many the kernel has dropped so far because there was no room; it wraps around.
  int dropped() {
    return dropped;
  }

  /// Bytes of a datagram; -1 for one that is longer than [#LONGEST].
  public int length(int i) {
    boolean cut = (memory.get(INT, i * MMSGHDR + FLAGS_AT) & MSG_TRUNC) != 0;
    return cut ? -1 : memory.get(INT, i * MMSGHDR + LENGTH_AT);
  }

  /// Copies a datagram's bytes.
  ///
  /// @param target has room for [#length]
  public void copyTo(int i, byte[] target) {
    MemorySegment.copy(memory, JAVA_BYTE, BYTES + i * LONGEST, target, 0, length(i));
  }

  /// Who says it sent it.
  public Address source(int i) {
    int name = NAMES + i * NAME;
    return memory.get(SHORT, name) == AF_INET6 ? v6(name + 8) : v4(name + 4);
  }

  /// The port that it came from, 0 to 65535.
  public int sourcePort(int i) {
    return Short.toUnsignedInt(memory.get(SHORT_BE, NAMES + i * NAME + 2));
  }

  /// The address that it was sent to; `::` where the kernel doesn't tell.
  public Address destination(int i) {
    int six = control(i, IPPROTO_IPV6, IPV6_PKTINFO);
    if (six >= 0) {
      return v6(six);
    }
    int four = control(i, IPPROTO_IP, IP_PKTINFO);
    return four >= 0 ? v4(four + 8) : Address.v6(0, 0);
  }

  /// Where what the kernel tells of a datagram under this level and type begins; -1 where it
  /// doesn't.
  private int control(int i, int level, int type) {
    int at = CONTROLS + i * CONTROL;
    long end = at + memory.get(LONG, i * MMSGHDR + CONTROLLEN_AT);
    while (at + CMSGHDR <= end) {
      if (memory.get(INT, at + LEVEL_AT) == level && memory.get(INT, at + TYPE_AT) == type) {
        return at + CMSGHDR;
      }
      at += (int) (memory.get(LONG, at) + 7) & ~7;
    }
    return -1;
  }

  private Address v4(int at) {
    return Address.v4(memory.get(INT_BE, at));
  }

  private Address v6(int at) {
    return Address.v6(memory.get(LONG_BE, at), memory.get(LONG_BE, at + 8));
  }
}
