package io.knockgate.linux;

/// Tells that something about the interfaces of this machine has changed: one came, went, came up,
/// or got another name or address. What it is has to be looked at. In the network namespace of the
/// thread that opens it; for one thread.
public final class LinkNews implements AutoCloseable {
  private static final int NETLINK_ROUTE = 0;

  // linux/rtnetlink.h
  private static final int RTNLGRP_LINK = 1;
  private static final int RTNLGRP_IPV4_IFADDR = 5;
  private static final int RTNLGRP_IPV6_IFADDR = 9;

  private final NetlinkSocket socket;

  private LinkNews(NetlinkSocket socket) {
    this.socket = socket;
  }

  /// Begins to listen; what happens from now on is told.
  public static LinkNews open() throws LinuxException {
    var socket = NetlinkSocket.open(NETLINK_ROUTE);
    try {
      socket.join(RTNLGRP_LINK);
      socket.join(RTNLGRP_IPV4_IFADDR);
      socket.join(RTNLGRP_IPV6_IFADDR);
      return new LinkNews(socket);
    } catch (LinuxException refused) {
      socket.close();
      throw refused;
    }
  }

  /// Waits for news, up to [NetlinkSocket#PATIENCE].
  public void await() throws LinuxException {
    socket.receive();
  }

  /// Whether there has been news since this was asked last.
  public boolean came() throws LinuxException {
    boolean came = false;
    while (true) {
      switch (socket.receiveNow()) {
        case MESSAGES, LOST -> came = true;
        case NOTHING, CLOSED -> {
          return came;
        }
      }
    }
  }

  /// What becomes readable with news.
  int descriptor() {
    return socket.descriptor();
  }

  @Override
  public void close() {
    socket.close();
  }
}
