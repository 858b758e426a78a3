package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;

/// Sends frames as they are on an interface, in the network namespace of the thread that opens it.
public final class RawLink implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;

  private final int fd;

  private RawLink(int fd) {
    this.fd = fd;
  }

  public static RawLink open(String device) throws LinuxException {
    try (var arena = Arena.ofConfined()) {
      int fd = checked("packet socket", Libc.socket(AF_PACKET, SOCK_RAW, 0));
      var address = arena.allocate(20, 4); // struct sockaddr_ll
      address.set(JAVA_SHORT, 0, (short) AF_PACKET);
      address.set(JAVA_INT, 4, Libc.ifNameToIndex(device));
      checked("bind to " + device, Libc.bind(fd, address, 20));
      return new RawLink(fd);
    }
  }

  /// Sends one frame.
  public void send(byte[] frame) throws LinuxException {
    try (var arena = Arena.ofConfined()) {
      checked("send", Libc.send(fd, arena.allocateFrom(JAVA_BYTE, frame), frame.length, 0));
    }
  }

  @Override
  public void close() {
    Libc.close(fd);
  }

  private static int checked(String what, long answer) throws LinuxException {
    if (answer < 0) {
      throw new LinuxException(what, (int) -answer);
    }
    return (int) answer;
  }
}
