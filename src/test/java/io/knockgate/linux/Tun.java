package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// A tun interface whose other end is in our hands: what we send, arrives on it. Lives in the
/// network namespace of the thread that opens it, until closed.
@SuppressWarnings("restricted")
public final class Tun implements AutoCloseable {
  // linux/if_tun.h
  private static final long TUNSETIFF = 0x400454caL;
  private static final long TUNSETLINK = 0x400454cdL;
  private static final short IFF_TUN = 1;
  private static final short IFF_NO_PI = 0x1000;
  private static final int O_RDWR = 2;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle OPEN = call("open", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle IOCTL_POINTER =
      call("ioctl", JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle IOCTL_NUMBER =
      call("ioctl", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle WRITE = call("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);

  private final int fd;

  private Tun(int fd) {
    this.fd = fd;
  }

  /// Makes one.
  ///
  /// @param hardware its type (linux/if_arp.h); 0xfffe, none, is the usual one
  public static Tun open(String name, int hardware) {
    try (var arena = Arena.ofConfined()) {
      int fd = (int) OPEN.invokeExact(arena.allocateFrom("/dev/net/tun"), O_RDWR);
      var request = arena.allocate(40, 8); // struct ifreq
      request.setString(0, name);
      request.set(JAVA_SHORT, 16, (short) (IFF_TUN | IFF_NO_PI));
      int made = (int) IOCTL_POINTER.invokeExact(fd, TUNSETIFF, request);
      int typed = (int) IOCTL_NUMBER.invokeExact(fd, TUNSETLINK, (long) hardware);
      if (fd < 0 || made < 0 || typed < 0) {
        throw new AssertionError("no tun: " + fd + ", " + made + ", " + typed);
      }
      return new Tun(fd);
    } catch (Throwable failed) {
      throw new AssertionError(failed);
    }
  }

  /// Lets an IP packet arrive.
  public void send(byte[] packet) {
    try (var arena = Arena.ofConfined()) {
      var bytes = arena.allocateFrom(JAVA_BYTE, packet);
      long written = (long) WRITE.invokeExact(fd, bytes, (long) packet.length);
      if (written != packet.length) {
        throw new AssertionError("wrote " + written + " of " + packet.length + " bytes");
      }
    } catch (Throwable failed) {
      throw new AssertionError(failed);
    }
  }

  @Override
  public void close() {
    Libc.close(fd);
  }

  private static MethodHandle call(String name, ValueLayout answer, ValueLayout... parameters) {
    var shape = FunctionDescriptor.of(answer, parameters);
    var function = LINKER.defaultLookup().findOrThrow(name);
    return name.equals("write")
        ? LINKER.downcallHandle(function, shape)
        : LINKER.downcallHandle(function, shape, Linker.Option.firstVariadicArg(2));
  }
}
