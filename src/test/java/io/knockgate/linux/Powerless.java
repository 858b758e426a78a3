package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/// Takes CAP_NET_ADMIN away from a thread that runs, as a supervisor may from a process.
@SuppressWarnings("restricted")
public final class Powerless {
  // linux/capability.h
  private static final int VERSION_3 = 0x20080522;
  private static final int NET_ADMIN = 12;
  private static final MethodHandle CAPGET = call("capget");
  private static final MethodHandle CAPSET = call("capset");

  private Powerless() {}

  /// From now on the calling thread is without it.
  public static void become() {
    try (var arena = Arena.ofConfined()) {
      var header = arena.allocateFrom(JAVA_INT, VERSION_3, 0);
      var sets = arena.allocate(24, 4); // effective, permitted, inheritable; twice
      int got = (int) CAPGET.invokeExact(header, sets);
      sets.set(JAVA_INT, 0, sets.get(JAVA_INT, 0) & ~(1 << NET_ADMIN));
      int done = (int) CAPSET.invokeExact(header, sets);
      if (got != 0 || done != 0) {
        throw new AssertionError("capset: " + got + " " + done);
      }
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static MethodHandle call(String name) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  }
}
