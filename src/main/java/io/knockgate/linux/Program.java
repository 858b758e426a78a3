package io.knockgate.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.PumpStreamHandler;
import org.apache.commons.exec.Watchdog;
import org.jspecify.annotations.Nullable;

/// A program that the operator wrote down: an argument vector, never a shell. It gets an
/// environment from scratch, nothing to read, none of our capabilities, and a time limit. (A
/// program that we use ourselves is a [Tool].)
public final class Program {
  /// How much of its output is kept: the last 64 KiB.
  public static final int OUTPUT_KEPT = 64 * 1024;

  /// Takes every capability away on the way to the program (util-linux, essential on Debian).
  private static final List<String> WITHOUT_CAPABILITIES =
      List.of("--inh-caps=-all", "--ambient-caps=-all", "--");

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final String SETPRIV = "/usr/bin/setpriv";

  private final CommandLine command = new CommandLine(SETPRIV);
  private final TailOutput output = new TailOutput(OUTPUT_KEPT);
  private final ExecuteWatchdog watchdog;
  private @Nullable Process process;
  private boolean killed;
  private volatile boolean timedOut;

  /// @param words the program, by its absolute path, and its arguments
  /// @param limit how long it may run
  public Program(List<String> words, Duration limit) {
    WITHOUT_CAPABILITIES.forEach(command::addArgument);
    words.forEach(word -> command.addArgument(word, false));
    this.watchdog = new FamilyWatchdog(limit);
  }

  /// How a program ended.
  ///
  /// @param exit its exit code; 128 + N where signal N ended it
  /// @param timedOut whether it was killed because its time was over
  public record End(int exit, boolean timedOut) {}

  /// Runs it and waits for its end.
  ///
  /// @throws LinuxException where it can't be started
  public End run() throws LinuxException {
    var program = Path.of(command.getArguments()[WITHOUT_CAPABILITIES.size()]);
    if (!Files.exists(program)) {
      throw new LinuxException(program + " does not exist");
    }
    if (!Files.isExecutable(program) || Files.isDirectory(program)) {
      throw new LinuxException(program + " can't be executed");
    }
    var executor = new Launcher();
    var streams = new PumpStreamHandler(output);
    streams.setStopTimeout(PATIENCE); // whoever escaped may hold the pipe for ever
    executor.setStreamHandler(streams);
    executor.setWatchdog(watchdog);
    executor.setExitValues(null); // none is a fault
    try {
      int exit = executor.execute(command, Map.of("LC_ALL", "C.UTF-8", "PATH", Tool.PLACES));
      return new End(exit, timedOut);
    } catch (ExecuteException ended) {
      return new End(ended.getExitValue(), timedOut);
    } catch (IOException refused) {
      throw new LinuxException(program + " can't be run: " + refused.getMessage());
    }
  }

  /// The end of what it has written so far; from any thread.
  public String output() {
    return output.text();
  }

  /// Kills it and what it has started, or keeps it from starting; [#run] returns soon after.
  public synchronized void kill() {
    killed = true;
    if (process != null) {
      var family = process.descendants().toList();
      process.destroyForcibly();
      family.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private synchronized void started(Process newborn) {
    process = newborn;
    if (killed) {
      kill();
    }
  }

  /// Commons Exec's watchdog kills the program alone; a grandchild would live on and hold the pipe.
  private final class FamilyWatchdog extends ExecuteWatchdog {
    @SuppressWarnings("deprecation") // the builder can't make a subclass
    FamilyWatchdog(Duration limit) {
      super(limit.toMillis());
    }

    @Override
    public synchronized void timeoutOccured(Watchdog late) {
      timedOut = true;
      kill(); // first, while the family still has its parent
      super.timeoutOccured(late);
    }
  }

  /// Commons Exec's executor, which remembers its process.
  private final class Launcher extends DefaultExecutor {
    @SuppressWarnings("deprecation") // the builder can't make a subclass
    Launcher() {}

    @Override
    protected Process launch(CommandLine line, Map<String, String> environment, Path directory)
        throws IOException {
      var started = super.launch(line, environment, directory);
      started(started);
      return started;
    }
  }
}
