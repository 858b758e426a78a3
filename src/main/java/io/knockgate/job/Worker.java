package io.knockgate.job;

import io.knockgate.action.Task;
import java.util.function.Consumer;

/// Does tasks, each on a thread of its own, so that one that hangs holds up nobody. Never on a
/// thread that opens or closes doors.
public interface Worker extends AutoCloseable {
  /// Begins and returns at once.
  ///
  /// @param end is told once how it ended, when nothing of it is left: on a thread of the worker's,
  ///     or before this returns where no thread can be had
  Work begin(Task task, Consumer<TaskEnd> end);

  /// Stops all that is under way; each is still told. Can be repeated.
  @Override
  void close();
}
