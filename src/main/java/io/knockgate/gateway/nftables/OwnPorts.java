package io.knockgate.gateway.nftables;

import java.util.concurrent.ConcurrentLinkedDeque;

/// The netlink port ids by which our own changes are told from others': those of our sockets, and
/// of the last `nft` processes that we started. The kernel gives a process's first netfilter socket
/// its process id; nft opens no other.
final class OwnPorts {
  /// More than notifications can lie unread of; few, because process ids come again.
  private static final int REMEMBERED = 8;

  private final int socket;
  private final ConcurrentLinkedDeque<Integer> processes = new ConcurrentLinkedDeque<>();

  OwnPorts(int socket) {
    this.socket = socket;
  }

  void started(long process) {
    processes.addLast((int) process);
    if (processes.size() > REMEMBERED) {
      processes.pollFirst();
    }
  }

  boolean contains(int portId) {
    return portId == socket || processes.contains(portId);
  }
}
