package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// A UDP socket that hears one port on every address of this machine, of both families, and never
/// sends. One thread receives; any thread may close, and a receive that waits then ends within
/// [#PATIENCE].
public final class UdpSocket implements AutoCloseable {
  /// The longest that a receive waits before it looks around again.
  public static final Duration PATIENCE = Duration.ofMillis(250);

  // asm-generic/socket.h, linux/socket.h, linux/in.h and linux/in6.h
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_RXQ_OVFL = 40;
  private static final int IPPROTO_IP = 0;
  private static final int IP_PKTINFO = 8;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;
  private static final int IPV6_RECVPKTINFO = 49;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int SOCKADDR_IN6 = 28;
  private static final int SOCKADDR_IN = 16;

  // struct pollfd: the descriptor, what is waited for, what came
  private static final int POLLFD = 8;
  private static final int EVENTS_AT = 4;
  private static final short POLLIN = 1;

  private final int fd;
  private final Datagrams datagrams = new Datagrams();
  private final MemorySegment waiting = Arena.ofAuto().allocate(POLLFD, 8);
  private int droppedWhenAsked;
  private final AtomicBoolean closed = new AtomicBoolean();

  /// Held while a call uses the descriptor, so that its number is not given back meanwhile.
  private final Object using = new Object();

  private UdpSocket(int fd, int family) throws LinuxException {
    this.fd = fd;
    waiting.set(JAVA_INT, 0, fd);
    waiting.set(JAVA_SHORT, EVENTS_AT, POLLIN);
    try {
      option("count what is dropped", SOL_SOCKET, SO_RXQ_OVFL, 1);
      if (family == AF_INET6) {
        option("addresses of datagrams", IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
      } else {
        option("addresses of datagrams", IPPROTO_IP, IP_PKTINFO, 1);
      }
    } catch (LinuxException refused) {
      Libc.close(fd);
      throw refused;
    }
  }

  /// Hears the port: on the socket that systemd passed for it, or else on a new one, in the network
  /// namespace of the calling thread.
  ///
  /// @throws LinuxException where somebody else has the port, or it is not for everybody
  public static UdpSocket open(int port) throws LinuxException {
    var passed = PassedSockets.ofEnvironment().datagrams(port);
    if (passed.isPresent()) {
      return new UdpSocket(passed.get().fd(), passed.get().family());
    }
    try {
      return bound(AF_INET6, port);
    } catch (LinuxException refused) {
      if (refused.errno() == Errno.EAFNOSUPPORT) { // a kernel without IPv6
        return bound(AF_INET, port);
      }
      throw refused;
    }
  }

  static UdpSocket bound(int family, int port) throws LinuxException {
    int fd = checked("socket", Libc.socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    var socket = new UdpSocket(fd, family);
    try {
      if (family == AF_INET6) {
        socket.option("hear IPv4 too", IPPROTO_IPV6, IPV6_V6ONLY, 0);
      }
      socket.bind(family, port);
      return socket;
    } catch (LinuxException refused) {
      socket.close();
      throw refused;
    }
  }

  private void bind(int family, int port) throws LinuxException {
    try (var arena = Arena.ofConfined()) {
      // struct sockaddr_in6 or sockaddr_in: family, port, and zeros for any address
      var address = arena.allocate(SOCKADDR_IN6, 4);
      address.set(JAVA_SHORT, 0, (short) family);
      address.set(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) port);
      int refused = -Libc.bind(fd, address, family == AF_INET6 ? SOCKADDR_IN6 : SOCKADDR_IN);
      switch (Errno.of(refused)) {
        case EADDRINUSE ->
            throw new LinuxException(
                "another process hears this port (ss -ulnp tells which): end it, or choose another"
                    + " port");
        case EACCES ->
            throw new LinuxException(
                "bind",
                refused,
                "ports below 1024 need CAP_NET_BIND_SERVICE: choose a higher one, or let systemd"
                    + " pass the socket");
        default -> checked("bind", -refused);
      }
    }
  }

  /// Asks for a receive buffer of this many bytes; without CAP_NET_ADMIN the system's limit
  /// (net.core.rmem_max) caps it silently.
  public void receiveBuffer(int bytes) throws LinuxException {
    if (tryOption(SOL_SOCKET, SO_RCVBUFFORCE, bytes) < 0) {
      option("receive buffer", SOL_SOCKET, SO_RCVBUF, bytes);
    }
  }

  /// Waits up to [#PATIENCE] for datagrams. What it allocates does not grow with them.
  ///
  /// @return how many are in [#datagrams] now; 0 where none came in time or the socket is closed
  public int receive() throws LinuxException {
    synchronized (using) {
      if (closed.get()) {
        return 0;
      }
      int count = datagrams.take(fd, MSG_DONTWAIT);
      if (Errno.of(-count) == Errno.EAGAIN) {
        Libc.poll(waiting, 1, (int) PATIENCE.toMillis()); // errors show again in the next line
        count = datagrams.take(fd, MSG_DONTWAIT);
      }
      if (count >= 0) {
        return count;
      }
      return switch (Errno.of(-count)) {
        case EAGAIN, EINTR -> 0;
        default -> throw new LinuxException("receive", -count);
      };
    }
  }

  /// Those that came last.
  public Datagrams datagrams() {
    return datagrams;
  }

  /// How many datagrams the kernel dropped because the buffer was full, since this was asked last,
  /// as far as those that came later tell.
  public long lostSinceAsked() {
    int before = droppedWhenAsked;
    droppedWhenAsked = datagrams.dropped();
    return Integer.toUnsignedLong(droppedWhenAsked - before);
  }

  /// Whether it was closed.
  public boolean isClosed() {
    return closed.get();
  }

  /// Closes the socket. Can be repeated.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      synchronized (using) {
        Libc.close(fd);
      }
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

  private static int checked(String what, int answer) throws LinuxException {
    if (answer < 0) {
      throw new LinuxException(what, -answer);
    }
    return answer;
  }
}
