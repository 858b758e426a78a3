package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The sockets that systemd opened for us and passed on when it started us (sd_listen_fds(3)).
///
/// @param count how many; their descriptors are 3 and those that follow
record PassedSockets(int count) {
  private static final int FIRST = 3; // SD_LISTEN_FDS_START
  private static final int MOST = 1024;

  // asm-generic/socket.h, asm-generic/fcntl.h and linux/socket.h
  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SOCK_DGRAM = 2;
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;
  private static final int SOCKADDR = 128; // struct sockaddr_storage

  /// One of them.
  ///
  /// @param family `AF_INET` or `AF_INET6`
  record Passed(int fd, int family) {}

  static PassedSockets ofEnvironment() {
    return of(System.getenv(), ProcessHandle.current().pid());
  }

  /// LISTEN_PID says whom LISTEN_FDS is for: who inherited both from its parent must not believe
  /// them.
  static PassedSockets of(Map<String, String> environment, long pid) {
    var count = environment.getOrDefault("LISTEN_FDS", "");
    boolean ours = environment.getOrDefault("LISTEN_PID", "").equals(Long.toString(pid));
    return new PassedSockets(
        ours && count.matches("[1-9][0-9]{0,3}") ? Math.min(Integer.parseInt(count), MOST) : 0);
  }

  /// The datagram socket that is bound to this port. Jobs that we start don't inherit it.
  Optional<Passed> datagrams(int port) {
    var found =
        IntStream.range(FIRST, FIRST + count)
            .filter(PassedSockets::takesDatagrams)
            .boxed()
            .flatMap(fd -> boundTo(fd, port).stream())
            .findFirst();
    found.ifPresent(passed -> Libc.fcntl(passed.fd(), F_SETFD, FD_CLOEXEC));
    return found;
  }

  private static boolean takesDatagrams(int fd) {
    try (var arena = Arena.ofConfined()) {
      var type = arena.allocate(JAVA_INT);
      var length = arena.allocateFrom(JAVA_INT, (int) type.byteSize());
      return Libc.getsockopt(fd, SOL_SOCKET, SO_TYPE, type, length) == 0
          && type.get(JAVA_INT, 0) == SOCK_DGRAM;
    }
  }

  private static Optional<Passed> boundTo(int fd, int port) {
    try (var arena = Arena.ofConfined()) {
      var address = arena.allocate(SOCKADDR, 8);
      var length = arena.allocateFrom(JAVA_INT, SOCKADDR);
      if (Libc.getsockname(fd, address, length) < 0) {
        return Optional.empty();
      }
      int family = address.get(JAVA_SHORT, 0);
      boolean internet = family == UdpSocket.AF_INET || family == UdpSocket.AF_INET6;
      ValueLayout.OfShort networkOrder = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
      boolean same = Short.toUnsignedInt(address.get(networkOrder, 2)) == port;
      return internet && same ? Optional.of(new Passed(fd, family)) : Optional.empty();
    }
  }
}
