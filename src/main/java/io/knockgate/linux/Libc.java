package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The C library's calls that the house makes. Each answers what the C function answers, or the
/// negated errno where that would be -1, so that an error can't be read too late.
@SuppressWarnings("restricted") // native calls are what this class is for
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final VarHandle ERRNO =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = call("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CONNECT =
      call("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle GETSOCKNAME =
      call("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SETSOCKOPT =
      call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SEND =
      call("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECV =
      call("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECVMMSG =
      call("recvmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle GETSOCKOPT =
      call("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle FCNTL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("fcntl"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle POLL = call("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle PIPE2 = call("pipe2", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle KILL = call("kill", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle IF_NAMETOINDEX = call("if_nametoindex", JAVA_INT, ADDRESS);
  private static final MethodHandle ADJTIMEX = call("adjtimex", JAVA_INT, ADDRESS);
  private static final MethodHandle GETIFADDRS = call("getifaddrs", JAVA_INT, ADDRESS);
  private static final MethodHandle FREEIFADDRS =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("freeifaddrs"), FunctionDescriptor.ofVoid(ADDRESS));
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

  /// Where a call leaves its errno: one for each thread, so that calls allocate nothing.
  private static final ThreadLocal<MemorySegment> CAPTURED =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

  private Libc() {}

  static int socket(int domain, int type, int protocol) {
    var captured = CAPTURED.get();
    try {
      return orErrno((int) SOCKET.invokeExact(captured, domain, type, protocol), captured);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int bind(int fd, MemorySegment address, int length) {
    var captured = CAPTURED.get();
    try {
      return orErrno((int) BIND.invokeExact(captured, fd, address, length), captured);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int connect(int fd, MemorySegment address, int length) {
    var captured = CAPTURED.get();
    try {
      return orErrno((int) CONNECT.invokeExact(captured, fd, address, length), captured);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int getsockname(int fd, MemorySegment address, MemorySegment length) {
    var captured = CAPTURED.get();
    try {
      return orErrno((int) GETSOCKNAME.invokeExact(captured, fd, address, length), captured);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int setsockopt(int fd, int level, int name, MemorySegment value) {
    var captured = CAPTURED.get();
    try {
      int size = (int) value.byteSize();
      return orErrno(
          (int) SETSOCKOPT.invokeExact(captured, fd, level, name, value, size), captured);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static long send(int fd, MemorySegment bytes, long length, int flags) {
    var captured = CAPTURED.get();
    try {
      return orErrno((long) SEND.invokeExact(captured, fd, bytes, length, flags), captured);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static long recv(int fd, MemorySegment bytes, long length, int flags) {
    var captured = CAPTURED.get();
    try {
      return orErrno((long) RECV.invokeExact(captured, fd, bytes, length, flags), captured);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int recvmmsg(int fd, MemorySegment messages, int count, int flags) {
    var captured = CAPTURED.get();
    try {
      return orErrno(
          (int) RECVMMSG.invokeExact(captured, fd, messages, count, flags, MemorySegment.NULL),
          captured);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int getsockopt(int fd, int level, int name, MemorySegment value, MemorySegment length) {
    var captured = CAPTURED.get();
    try {
      return orErrno(
          (int) GETSOCKOPT.invokeExact(captured, fd, level, name, value, length), captured);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int fcntl(int fd, int command, int argument) {
    var captured = CAPTURED.get();
    try {
      return orErrno((int) FCNTL.invokeExact(captured, fd, command, argument), captured);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int poll(MemorySegment descriptors, long count, int millis) {
    var captured = CAPTURED.get();
    try {
      return orErrno((int) POLL.invokeExact(captured, descriptors, count, millis), captured);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int close(int fd) {
    var captured = CAPTURED.get();
    try {
      return orErrno((int) CLOSE.invokeExact(captured, fd), captured);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int pipe2(MemorySegment ends, int flags) {
    var captured = CAPTURED.get();
    try {
      return orErrno((int) PIPE2.invokeExact(captured, ends, flags), captured);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int kill(int pid, int signal) {
    var captured = CAPTURED.get();
    try {
      return orErrno((int) KILL.invokeExact(captured, pid, signal), captured);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int adjtimex(MemorySegment timex) {
    var captured = CAPTURED.get();
    try {
      return orErrno((int) ADJTIMEX.invokeExact(captured, timex), captured);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// The interface's number, or 0 where there is none of that name.
  static int ifNameToIndex(String name) throws LinuxException {
    var captured = CAPTURED.get();
    try (var arena = Arena.ofConfined()) {
      int index = (int) IF_NAMETOINDEX.invokeExact(captured, arena.allocateFrom(name));
      int number = (int) ERRNO.get(captured, 0L);
      if (index == 0 && Errno.of(number) != Errno.ENODEV) {
        throw new LinuxException("look for interface " + name, number);
      }
      return index;
    } catch (LinuxException refused) {
      throw refused;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// The first of the list of all interfaces' addresses, which [#freeifaddrs] gives back.
  static MemorySegment getifaddrs() throws LinuxException {
    var captured = CAPTURED.get();
    try (var arena = Arena.ofConfined()) {
      var list = arena.allocate(ADDRESS);
      int answer = orErrno((int) GETIFADDRS.invokeExact(captured, list), captured);
      if (answer < 0) {
        throw new LinuxException("list of network interfaces", -answer);
      }
      return list.get(ADDRESS, 0);
    } catch (LinuxException refused) {
      throw refused;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static void freeifaddrs(MemorySegment list) {
    try {
      FREEIFADDRS.invokeExact(list);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// What a pointer from the C library points to, of this many bytes.
  static MemorySegment reach(MemorySegment pointer, long bytes) {
    return pointer.reinterpret(bytes);
  }

  /// The C library's words for an error.
  static String words(int errno) {
    try {
      var words = (MemorySegment) STRERROR.invokeExact(errno);
      return words.reinterpret(256).getString(0);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static int orErrno(int answer, MemorySegment captured) {
    return answer == -1 ? -(int) ERRNO.get(captured, 0L) : answer;
  }

  private static long orErrno(long answer, MemorySegment captured) {
    return answer == -1 ? -(int) ERRNO.get(captured, 0L) : answer;
  }

  private static MethodHandle call(String name, ValueLayout answer, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(answer, parameters),
        Linker.Option.captureCallState("errno"));
  }
}
