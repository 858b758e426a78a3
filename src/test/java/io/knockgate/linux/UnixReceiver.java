package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// The end of a Unix datagram socket at which systemd would sit.
public final class UnixReceiver implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final long PATIENCE_SECONDS = 30;
  private static final int LONGEST = 4096;

  private final int fd;

  private UnixReceiver(int fd) {
    this.fd = fd;
  }

  /// Listens at a path, or at an abstract name behind `@`.
  public static UnixReceiver bind(String name) {
    int fd = Libc.socket(AF_UNIX, SOCK_DGRAM, 0);
    try (var arena = Arena.ofConfined()) {
      var path = name.getBytes(StandardCharsets.UTF_8);
      if (name.startsWith("@")) {
        path[0] = 0;
      }
      var address = arena.allocate(2 + path.length);
      address.set(JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
      assertThat(Libc.bind(fd, address, (int) address.byteSize())).isZero();
      var patience = arena.allocateFrom(JAVA_LONG, PATIENCE_SECONDS, 0);
      assertThat(Libc.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, patience)).isZero();
    }
    return new UnixReceiver(fd);
  }

  /// The next datagram, waited for.
  public String next() {
    try (var arena = Arena.ofConfined()) {
      var bytes = arena.allocate(LONGEST);
      long got = Libc.recv(fd, bytes, LONGEST, 0);
      assertThat(got).as("a datagram comes").isPositive();
      return new String(bytes.asSlice(0, got).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    Libc.close(fd);
  }
}
