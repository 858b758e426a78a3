package io.knockgate.job;

/// How a job ended.
public sealed interface JobEnd {
  /// What it wrote, both streams in the order they came, the end of it where it was long.
  String output();

  /// It ended by itself.
  ///
  /// @param exit its exit code; 128 + N where signal N ended it
  record Exited(int exit, String output) implements JobEnd {}

  /// Its time was over and it was killed, with everything it had started.
  record TimedOut(String output) implements JobEnd {}

  /// It could not be started.
  ///
  /// @param reason what the machine answered
  record NotStarted(String reason) implements JobEnd {
    @Override
    public String output() {
      return "";
    }
  }
}
