package io.knockgate.job;

/// A task that is under way. Any thread may call it.
public interface Work {
  /// Ends it soon, with everything it has started; its end is told all the same. Can be repeated.
  void stop();

  /// Ends it at once, without asking it to: nobody wants to hear of it any more.
  default void kill() {
    stop();
  }

  /// What it has written since then, as far as it is kept.
  ///
  /// @param from how many bytes have been read before; 0 for all that is kept
  Chunk output(long from);

  /// Takes back what it did, where it has succeeded and a later step has not: stops a unit that it
  /// has started. Returns at once. What a program, a packet or a wait did can't be taken back.
  default void undo() {}

  /// A part of what a task writes.
  ///
  /// @param text bytes that are no UTF-8 are U+FFFD in it
  /// @param next what to ask for the next time
  record Chunk(String text, long next) {}
}
