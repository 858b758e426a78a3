package io.knockgate.gateway.nftables;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;

/// The netlink port ids by which our own changes are told from others': those of our sockets, and
/// of the last `nft` processes that we started. The kernel gives a process's first netfilter socket
/// its process id; nft opens no other.
final class OwnPorts {
  /// More than notifications can lie unread of; few, because process ids come again.
  private static final int REMEMBERED = 8;

  /// Longer than a process of ours runs and its notifications lie unread, by far.
  private static final long TIME = Duration.ofSeconds(30).toNanos();

  private record Started(int process, long at) {}

  private final int socket;
  private final ConcurrentLinkedDeque<Started> processes = new ConcurrentLinkedDeque<>();

  OwnPorts(int socket) {
    this.socket = socket;
  }

  void started(long process) {
    processes.addLast(new Started((int) process, System.nanoTime()));
    if (processes.size() > REMEMBERED) {
      processes.pollFirst();
    }
  }

  boolean contains(int portId) {
    return portId == socket
        || processes.stream()
            .anyMatch(it -> it.process() == portId && System.nanoTime() - it.at() < TIME);
  }
}
