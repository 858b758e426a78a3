package io.knockgate.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program that runs beside us, by an argument vector and never a shell. (A program that we run
/// to its end is a [Tool].)
public final class Child implements AutoCloseable {
  private final Process process;

  private Child(Process process) {
    this.process = process;
  }

  /// Starts it in the background.
  ///
  /// @param command the program and its arguments
  /// @param log the file that takes all it writes
  /// @throws LinuxException where it can't be started
  public static Child start(List<String> command, Path log) throws LinuxException {
    return new Child(
        launch(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))));
  }

  /// Runs it to its end on our own terminal.
  ///
  /// @return its exit code
  /// @throws LinuxException where it can't be started
  public static int onTerminal(List<String> command) throws LinuxException {
    var process = launch(new ProcessBuilder(command).inheritIO());
    try {
      return process.waitFor();
    } catch (InterruptedException end) {
      process.destroy();
      Thread.currentThread().interrupt();
      return 130;
    }
  }

  private static Process launch(ProcessBuilder builder) throws LinuxException {
    try {
      return builder.start();
    } catch (IOException refused) {
      throw new LinuxException(
          builder.command().getFirst() + " can't be run: " + refused.getMessage());
    }
  }

  /// Its process id.
  public long pid() {
    return process.pid();
  }

  /// Whether it still runs.
  public boolean isAlive() {
    return process.isAlive();
  }

  /// kill -9, and waits for its end.
  public void kill() {
    end(process.destroyForcibly());
  }

  /// Asks it to end (SIGTERM), and kills it when it hasn't after ten seconds.
  @Override
  public void close() {
    process.destroy();
    end(process);
  }

  private static void end(Process process) {
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException end) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
