package io.knockgate.replay;

import java.time.Instant;

/// The port to where replay marks are kept. One thread calls it.
public interface Marks {
  /// Uses a mark up. When this returns true the mark is written where the death of this process
  /// can't undo it, and the same mark will not be new again.
  ///
  /// @param now when the knock came
  /// @return whether it was new
  /// @throws MarksException where it can't be known or written; the knock must be refused then
  boolean use(Mark mark, Instant now) throws MarksException;

  /// Tries again what could not be written. To be called every second or so.
  default void lookAfter(Instant now) {}
}
