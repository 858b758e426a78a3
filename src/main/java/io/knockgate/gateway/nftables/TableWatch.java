package io.knockgate.gateway.nftables;

import io.knockgate.gateway.GatewayException;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Netlink;
import io.knockgate.linux.NetlinkReader;
import io.knockgate.linux.NetlinkSocket;

/// Notices when somebody else changes our table or removes it. What others do to their own tables
/// costs a look at each message and nothing more.
public final class TableWatch implements AutoCloseable {
  // linux/netfilter/nf_tables.h
  private static final int NFT_MSG_NEWGEN = 15;

  /// In every message about a table or something in it, the table's name.
  private static final int TABLE_NAME = 1;

  /// A `docker compose up` tells some thousand messages at once.
  private static final int BUFFER = 4 * 1024 * 1024;

  private final NetlinkSocket socket;
  private final OwnPorts own;
  private boolean changed;

  TableWatch(OwnPorts own) throws LinuxException {
    this(own, BUFFER);
  }

  TableWatch(OwnPorts own, int buffer) throws LinuxException {
    this.own = own;
    this.socket = NetlinkSocket.open(Netlink.NETLINK_NETFILTER);
    try {
      socket.receiveBuffer(buffer);
      socket.join(Netlink.NFNLGRP_NFTABLES);
    } catch (LinuxException refused) {
      socket.close();
      throw refused;
    }
  }

  /// Listens until [#close], on the calling thread.
  ///
  /// @param onForeignChange is called once after each change of our table that was not ours, and
  ///     whenever notifications were lost; what it does is seen as ours only if the same gateway
  ///     does it
  /// @throws GatewayException when the kernel tells nothing any more
  public void listen(Runnable onForeignChange) throws GatewayException {
    try {
      while (true) {
        switch (socket.receive()) {
          case MESSAGES -> {
            if (foreign(socket.reader())) {
              onForeignChange.run();
            }
          }
          case LOST -> onForeignChange.run();
          case NOTHING -> {}
          case CLOSED -> {
            return;
          }
        }
      }
    } catch (LinuxException refused) {
      throw Refusal.of(refused);
    }
  }

  /// Whether a change by somebody else is complete in this datagram.
  private boolean foreign(NetlinkReader messages) {
    boolean complete = false;
    while (messages.next()) {
      if (messages.type() == Netlink.type(Netlink.NFNL_SUBSYS_NFTABLES, NFT_MSG_NEWGEN)) {
        // The last message of each transaction.
        complete |= changed;
        changed = false;
      } else if (messages.family() == Netlink.INET && !own.contains(messages.portId())) {
        changed |= isOurs(messages);
      }
    }
    return complete;
  }

  private static boolean isOurs(NetlinkReader message) {
    for (var attributes = message.attributes(); attributes.next(); ) {
      if (attributes.type() == TABLE_NAME) {
        return attributes.isText(TableText.TABLE);
      }
    }
    return false;
  }

  /// Ends [#listen] within a second. Can be repeated.
  @Override
  public void close() {
    socket.close();
  }
}
