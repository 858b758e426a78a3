package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A network namespace that `ip netns` made, entered by a thread of ours: the sockets that it opens
/// and the programs that it starts are inside, wherever they are used later.
@SuppressWarnings("restricted")
public final class NetworkNamespace {
  private static final int CLONE_NEWNET = 0x40000000; // linux/sched.h
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle OPEN =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("open"),
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle SETNS = call("setns", JAVA_INT, JAVA_INT, JAVA_INT);

  private NetworkNamespace() {}

  /// Runs the task on a new thread inside the namespace, and waits for it.
  public static <T> T inside(String name, Callable<T> task) throws Exception {
    var future =
        new FutureTask<T>(
            () -> {
              enter(name);
              return task.call();
            });
    Thread.ofPlatform().name("in " + name).start(future);
    try {
      return future.get();
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case Exception exception -> throw exception;
        case Error error -> throw error;
        case null, default -> throw failed;
      }
    }
  }

  /// Moves the calling thread into the namespace for the rest of its life.
  public static void enter(String name) {
    int refused;
    try (var arena = Arena.ofConfined()) {
      int fd = (int) OPEN.invokeExact(arena.allocateFrom("/run/netns/" + name), 0);
      refused = (int) SETNS.invokeExact(fd, CLONE_NEWNET);
      int closed = Libc.close(fd);
      refused |= closed;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
    if (refused != 0) {
      throw new AssertionError("no way into the network namespace " + name);
    }
  }

  private static MethodHandle call(
      String name, ValueLayout.OfInt answer, ValueLayout... parameters) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(answer, parameters));
  }
}
