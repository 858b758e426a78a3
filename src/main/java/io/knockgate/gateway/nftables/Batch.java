package io.knockgate.gateway.nftables;

import static io.knockgate.linux.Netlink.NFNL_MSG_BATCH_BEGIN;
import static io.knockgate.linux.Netlink.NFNL_MSG_BATCH_END;
import static io.knockgate.linux.Netlink.NFNL_SUBSYS_NFTABLES;
import static io.knockgate.linux.Netlink.UNSPEC;

import io.knockgate.linux.LinuxException;
import io.knockgate.linux.NetlinkDialogue;
import io.knockgate.linux.NetlinkWriter;

/// A transaction of nf_tables: all of it happens or nothing.
final class Batch {
  private final NetlinkDialogue netlink;
  private final NetlinkWriter writer;

  /// Begins one; until [#send] the dialogue is for nothing else.
  Batch(NetlinkDialogue netlink) {
    this.netlink = netlink;
    this.writer = netlink.write();
    writer.message(NFNL_MSG_BATCH_BEGIN, 0);
    writer.nfgen(UNSPEC, NFNL_SUBSYS_NFTABLES);
  }

  /// Where its messages are written, at least one.
  NetlinkWriter writer() {
    return writer;
  }

  /// Sends it; when this returns it has happened.
  ///
  /// @param what it does, for the refusal
  void send(String what) throws LinuxException {
    // One acknowledgement for all: the kernel gives it when the transaction is through.
    int last = writer.acknowledgeLast();
    writer.message(NFNL_MSG_BATCH_END, 0);
    writer.nfgen(UNSPEC, NFNL_SUBSYS_NFTABLES);
    netlink.request(what, last);
  }
}
