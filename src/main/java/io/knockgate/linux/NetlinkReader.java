package io.knockgate.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Walks the messages of one datagram. Believes no length before it has seen that so many bytes are
/// there: what is cut short ends the walk. Used again for the next datagram; for one thread.
public final class NetlinkReader {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  private final MemorySegment bytes;
  private final NetlinkAttributes attributes;
  private int limit;
  private int message;
  private int next;

  NetlinkReader(MemorySegment bytes) {
    this.bytes = bytes;
    this.attributes = new NetlinkAttributes(bytes);
  }

  NetlinkReader over(int length) {
    limit = length;
    message = 0;
    next = 0;
    return this;
  }

  /// Steps to the next message; false when there is none, or only a piece of one.
  public boolean next() {
    if (limit - next < Netlink.MESSAGE_HEADER) {
      return false;
    }
    int size = bytes.get(INT, next);
    if (size < Netlink.MESSAGE_HEADER || size > limit - next) {
      return false;
    }
    message = next;
    next = Math.min(limit, next + Netlink.align(size));
    return true;
  }

  /// Whether what [#next] ended at is a piece of a message.
  public boolean cut() {
    return next < limit;
  }

  /// The message's type.
  public int type() {
    return Short.toUnsignedInt(bytes.get(SHORT, message + 4));
  }

  /// The message's `NLM_F_` flags.
  public int flags() {
    return Short.toUnsignedInt(bytes.get(SHORT, message + 6));
  }

  /// The sequence number of the request that it answers.
  public int sequence() {
    return bytes.get(INT, message + 8);
  }

  /// The port id of who asked: in a notification, of who made the change.
  public int portId() {
    return bytes.get(INT, message + 12);
  }

  /// The address family in the header of a netfilter message; -1 where it has none.
  public int family() {
    return size() < Netlink.MESSAGE_HEADER + Netlink.NFGEN_HEADER
        ? -1
        : Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, message + Netlink.MESSAGE_HEADER));
  }

  /// The attributes of a netfilter message, from the first. The same object each time.
  public NetlinkAttributes attributes() {
    return attributes(Netlink.NFGEN_HEADER);
  }

  /// The attributes of a message with a header of that many bytes. The same object each time.
  public NetlinkAttributes attributes(int header) {
    int end = message + size();
    return attributes.over(Math.min(end, message + Netlink.MESSAGE_HEADER + header), end);
  }

  /// In an [Netlink#NLMSG_ERROR]: the errno, 0 for an acknowledgement. In an [Netlink#NLMSG_DONE]:
  /// the errno that a dump ended with. A message too short to say is 0.
  public int error() {
    return saysError() ? -bytes.get(INT, message + Netlink.MESSAGE_HEADER) : 0;
  }

  /// Whether the message is long enough for [#error].
  boolean saysError() {
    return size() >= Netlink.MESSAGE_HEADER + 4;
  }

  /// What the kernel says in words about an error, or the empty text.
  String errorWords() {
    // struct nlmsgerr: the errno, the header of the request, its body unless capped, attributes
    int echoed = Netlink.MESSAGE_HEADER;
    if ((flags() & Netlink.NLM_F_ACK_TLVS) == 0 || size() < 2 * Netlink.MESSAGE_HEADER + 4) {
      return "";
    }
    if ((flags() & Netlink.NLM_F_CAPPED) == 0) {
      echoed = Math.max(0, bytes.get(INT, message + Netlink.MESSAGE_HEADER + 4));
    }
    var words = attributes(4 + Netlink.align(Math.min(echoed, size())));
    while (words.next()) {
      if (words.type() == 1) { // NLMSGERR_ATTR_MSG
        return words.text();
      }
    }
    return "";
  }

  private int size() {
    return bytes.get(INT, message);
  }
}
