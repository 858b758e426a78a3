package io.knockgate.linux;

import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// The signal by which an operator asks a daemon to read its configuration again (SIGHUP), which
/// would end a Java virtual machine.
public final class HangUp {
  private HangUp() {}

  /// Does this at each one from now on, on a thread of its own.
  ///
  /// `sun.misc.Signal` (module jdk.unsupported, which is there to stay until it has a successor) is
  /// the only way to it; the compiler warns of each mention and can't be told not to, so it is
  /// mentioned by reflection.
  public static void handle(Runnable work) {
    try {
      var signal = Class.forName("sun.misc.Signal");
      var handler = Class.forName("sun.misc.SignalHandler");
      var run =
          MethodHandles.lookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(work);
      var handle = MethodHandles.dropArguments(run, 0, signal);
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance("HUP"),
              MethodHandleProxies.asInterfaceInstance(handler, handle));
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException("this Java runtime has no module jdk.unsupported", missing);
    }
  }
}
