package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// A netlink socket, bound to a port id that the kernel chose, in the network namespace of the
/// thread that opened it. One thread at a time receives; any thread may close, and a receive that
/// waits then ends within [#PATIENCE].
public final class NetlinkSocket implements NetlinkLine {
  /// What came of waiting for a datagram.
  public enum Received {
    /// One is in [NetlinkSocket#reader].
    MESSAGES,
    /// None came in time.
    NOTHING,
    /// The kernel had more for us than the buffer holds and threw some away (ENOBUFS).
    LOST,
    /// The socket is closed.
    CLOSED
  }

  /// The longest that a receive waits before it looks around again.
  public static final Duration PATIENCE = Duration.ofMillis(250);

  /// The kernel never makes a datagram of its own larger than 32 KiB for who offers that much
  /// (NLMSG_GOODSIZE and max_recvmsg_len in af_netlink.c); NFLOG's queues end at 64 KiB + one
  /// packet.
  private static final int DATAGRAM = 256 * 1024;

  // asm-generic/socket.h, linux/socket.h and linux/netlink.h
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_ADD_MEMBERSHIP = 1;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_TRUNC = 0x20;

  private final int fd;
  private final int portId;
  private final MemorySegment bytes = Arena.ofAuto().allocate(DATAGRAM);
  private final NetlinkReader reader = new NetlinkReader(bytes);

  /// Users read, [#close] writes: the descriptor's number is not given back while a call uses it.
  private final ReentrantReadWriteLock using = new ReentrantReadWriteLock();

  private final AtomicBoolean closed = new AtomicBoolean();

  private NetlinkSocket(int fd) throws LinuxException {
    this.fd = fd;
    try {
      this.portId = bind();
      option("netlink receive timeout", SOL_SOCKET, SO_RCVTIMEO, 0, PATIENCE.toNanos() / 1000);
      // Better words in refusals, and not our own message sent back; kernels without it do without.
      tryOption(SOL_NETLINK, NETLINK_CAP_ACK, 1);
      tryOption(SOL_NETLINK, NETLINK_EXT_ACK, 1);
    } catch (LinuxException refused) {
      Libc.close(fd);
      throw refused;
    }
  }

  /// Opens a socket.
  ///
  /// @param protocol such as [Netlink#NETLINK_NETFILTER]
  /// @throws LinuxException when the kernel has no such protocol
  public static NetlinkSocket open(int protocol) throws LinuxException {
    return new NetlinkSocket(
        checked("netlink socket", Libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol)));
  }

  /// The id by which the kernel tells our changes from others' ([NetlinkReader#portId]).
  @Override
  public int portId() {
    return portId;
  }

  /// Hears a multicast group from now on.
  public void join(int group) throws LinuxException {
    option("netlink group " + group, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
  }

  /// Asks for a receive buffer of this many bytes; without CAP_NET_ADMIN the system's limit
  /// (net.core.rmem_max) caps it silently.
  public void receiveBuffer(int bytes) throws LinuxException {
    if (tryOption(SOL_SOCKET, SO_RCVBUFFORCE, bytes) < 0) {
      option("netlink receive buffer", SOL_SOCKET, SO_RCVBUF, bytes);
    }
  }

  /// Asks for a send buffer of this many bytes, which is how long one transaction may be; capped
  /// without CAP_NET_ADMIN as [#receiveBuffer] is.
  public void sendBuffer(int bytes) throws LinuxException {
    if (tryOption(SOL_SOCKET, SO_SNDBUFFORCE, bytes) < 0) {
      option("netlink send buffer", SOL_SOCKET, SO_SNDBUF, bytes);
    }
  }

  /// Sends what was written, in one datagram.
  @Override
  public void send(NetlinkWriter messages) throws LinuxException {
    using.readLock().lock();
    try {
      if (closed.get()) {
        throw new LinuxException("netlink send: the socket is closed");
      }
      checked("netlink send", Libc.send(fd, messages.segment(), messages.size(), 0));
    } finally {
      using.readLock().unlock();
    }
  }

  /// Waits up to [#PATIENCE] for a datagram.
  public Received receive() throws LinuxException {
    return receive(0);
  }

  /// Takes a datagram that is there already: the kernel answers a request before [#send] returns.
  @Override
  public Received receiveNow() throws LinuxException {
    return receive(MSG_DONTWAIT);
  }

  /// The datagram that came last.
  @Override
  public NetlinkReader reader() {
    return reader;
  }

  /// For who waits for several things at once.
  int descriptor() {
    return fd;
  }

  private Received receive(int flags) throws LinuxException {
    using.readLock().lock();
    try {
      if (closed.get()) {
        return Received.CLOSED;
      }
      long got = Libc.recv(fd, bytes, DATAGRAM, flags | MSG_TRUNC);
      if (got >= 0) {
        reader.over((int) Math.min(got, DATAGRAM));
        return got > DATAGRAM ? Received.LOST : Received.MESSAGES;
      }
      return switch (Errno.of((int) -got)) {
        case EAGAIN, EINTR -> Received.NOTHING;
        case ENOBUFS -> Received.LOST;
        default -> throw new LinuxException("netlink receive", (int) -got);
      };
    } finally {
      using.readLock().unlock();
    }
  }

  /// Closes the socket. Can be repeated.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      using.writeLock().lock();
      try {
        Libc.close(fd);
      } finally {
        using.writeLock().unlock();
      }
    }
  }

  private int bind() throws LinuxException {
    try (var arena = Arena.ofConfined()) {
      // struct sockaddr_nl: family, padding, port id, groups
      var address = arena.allocate(12, 4);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
      checked("netlink bind", Libc.bind(fd, address, 12));
      var length = arena.allocateFrom(JAVA_INT, 12);
      checked("netlink address", Libc.getsockname(fd, address, length));
      return address.get(JAVA_INT, 4);
    }
  }

  private int tryOption(int level, int name, int value) {
    try (var arena = Arena.ofConfined()) {
      return Libc.setsockopt(fd, level, name, arena.allocateFrom(JAVA_INT, value));
    }
  }

  private void option(String what, int level, int name, int value) throws LinuxException {
    checked(what, tryOption(level, name, value));
  }

  private void option(String what, int level, int name, long first, long second)
      throws LinuxException {
    try (var arena = Arena.ofConfined()) {
      checked(what, Libc.setsockopt(fd, level, name, arena.allocateFrom(JAVA_LONG, first, second)));
    }
  }

  private static int checked(String what, long answer) throws LinuxException {
    if (answer < 0) {
      throw new LinuxException(what, (int) -answer);
    }
    return (int) answer;
  }
}
