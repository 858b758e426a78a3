package io.knockgate.job;

/// How a task ended.
public sealed interface TaskEnd {
  /// What it wrote, both streams in the order they came, the end of it where it was long.
  String output();

  /// It was a program, and ended by itself.
  ///
  /// @param exit its exit code; 128 + N where signal N ended it
  record Exited(int exit, String output) implements TaskEnd {}

  /// It was no program, and has succeeded.
  record Done(String output) implements TaskEnd {}

  /// It did not succeed, or could not even be begun.
  ///
  /// @param reason in the operator's words: what was asked, what was answered
  record Failed(String reason, String output) implements TaskEnd {}

  /// Its time was over, and nothing of it is left.
  record TimedOut(String output) implements TaskEnd {}

  /// [Work#stop] ended it, and nothing of it is left.
  record Stopped(String output) implements TaskEnd {}
}
