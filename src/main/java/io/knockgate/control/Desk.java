package io.knockgate.control;

/// Answers commands. Any thread may call it; it may take its time.
@FunctionalInterface
public interface Desk {
  /// The answer to one request.
  Answer answer(Request request);
}
