package io.knockgate.capture.nflog;

import io.knockgate.linux.Errno;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Netlink;
import io.knockgate.linux.NetlinkSocket;
import io.knockgate.linux.NetlinkWriter;
import java.nio.ByteBuffer;

/// How the kernel is asked for an NFLOG group (linux/netfilter/nfnetlink_log.h).
final class NflogGroup {
  /// The type of the messages that carry packets (`NFULNL_MSG_PACKET`).
  static final int PACKET = Netlink.type(Netlink.NFNL_SUBSYS_ULOG, 0);

  // NFULA_: attributes of a packet
  static final int PAYLOAD = 9;
  static final int SEQUENCE = 12;

  // NFULNL_MSG_CONFIG, and NFULA_CFG_: attributes of a configuration
  private static final int CONFIGURE = Netlink.type(Netlink.NFNL_SUBSYS_ULOG, 1);
  private static final int COMMAND = 1;
  private static final int MODE = 2;
  private static final int BUFFER_SIZE = 3;
  private static final int QUEUE_THRESHOLD = 5;
  private static final int FLAGS = 6;

  private static final int COMMAND_BIND = 1;
  private static final byte COPY_PACKET = 2;
  private static final int FLAG_SEQUENCE = 1;

  /// Room for a whole datagram of the usual link, 1,500 bytes with its headers. The rules ask for
  /// less where less will do.
  static final int SNAP_LENGTH = 1600;

  /// Some 20,000 SYNs: as many as come in 50 ms of a flood at 400,000 a second.
  private static final int RECEIVE_BUFFER = 8 * 1024 * 1024;

  /// Room for a SYN and what the kernel tells of it. Its default is a page, of which it would have
  /// to trim most away again for each packet; a longer packet gets the room that it needs.
  private static final int MESSAGE_BUFFER = 512;

  /// Each packet at once. A longer queue costs less, but what does not fill it waits for a timer:
  /// 12 ms at the median with 50.
  private static final int EVERY_PACKET = 1;

  private NflogGroup() {}

  /// Binds the group: from now on its packets come to the socket that is answered.
  ///
  /// @throws LinuxException without CAP_NET_ADMIN, without NFLOG in the kernel, or when another
  ///     process has the group
  static NetlinkSocket bind(int group) throws LinuxException {
    var socket = NetlinkSocket.open(Netlink.NETLINK_NETFILTER);
    try {
      socket.receiveBuffer(RECEIVE_BUFFER);
      requirePermission(socket);
      bind(socket, group);
      return socket;
    } catch (LinuxException refused) {
      socket.close();
      throw refused;
    }
  }

  /// The kernel answers EPERM to who lacks the capability, and EPERM for a group that another
  /// socket has. To tell one from the other we first send it a packet, which it refuses too, but
  /// with another error where we may speak at all.
  private static void requirePermission(NetlinkSocket socket) throws LinuxException {
    var request = new NetlinkWriter();
    int sequence = request.message(PACKET, Netlink.NLM_F_ACK);
    request.nfgen(Netlink.UNSPEC, 0);
    int refused = answer(socket, request, sequence);
    if (Errno.of(refused) == Errno.EPERM) {
      throw new LinuxException("netlink", refused);
    }
  }

  private static void bind(NetlinkSocket socket, int group) throws LinuxException {
    var request = new NetlinkWriter();
    int sequence = request.message(CONFIGURE, Netlink.NLM_F_ACK);
    request
        .nfgen(Netlink.UNSPEC, group)
        .u8(COMMAND, COMMAND_BIND)
        .bytes(MODE, mode())
        .u32(BUFFER_SIZE, MESSAGE_BUFFER)
        .u32(QUEUE_THRESHOLD, EVERY_PACKET)
        .u16(FLAGS, FLAG_SEQUENCE);
    int refused = answer(socket, request, sequence);
    switch (Errno.of(refused)) {
      case EPERM, EBUSY ->
          throw new LinuxException(
              "another process has this group (/proc/net/netfilter/nfnetlink_log tells which):"
                  + " end it, or choose another group");
      case EINVAL, EOPNOTSUPP ->
          throw new LinuxException("bind", refused, "is the kernel module nfnetlink_log there?");
      default -> {
        if (refused != 0) {
          throw new LinuxException("bind", refused);
        }
      }
    }
  }

  /// `struct nfulnl_msg_config_mode`: how much of a packet, copied how, and padding.
  private static byte[] mode() {
    return ByteBuffer.allocate(6).putInt(SNAP_LENGTH).put(COPY_PACKET).array();
  }

  /// Sends a request and reads the errno of its answer, 0 for yes. The kernel answers before the
  /// request returns; packets that came before the answer are not heard yet.
  private static int answer(NetlinkSocket socket, NetlinkWriter request, int sequence)
      throws LinuxException {
    socket.send(request);
    while (socket.receiveNow() != NetlinkSocket.Received.NOTHING) {
      var reader = socket.reader();
      while (reader.next()) {
        if (reader.type() == Netlink.NLMSG_ERROR && reader.sequence() == sequence) {
          return reader.error();
        }
      }
    }
    throw new LinuxException("the kernel did not answer");
  }
}
