package io.knockgate.control;

import com.google.gson.JsonObject;
import java.util.function.Consumer;

/// One thing that the daemon does when it is asked. Each request has a thread of its own, so it may
/// wait.
@FunctionalInterface
public interface Command {
  /// Does what is asked.
  ///
  /// @param request who asks, and for what
  /// @param progress tells the one who asked something on the way; interrupts this thread once they
  ///     are gone
  /// @throws InterruptedException when the daemon stops, or who asked has gone
  Answer answer(Request request, Consumer<JsonObject> progress) throws InterruptedException;
}
