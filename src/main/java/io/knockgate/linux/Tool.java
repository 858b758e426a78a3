package io.knockgate.linux;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.PumpStreamHandler;

/// A program of the system that we run to its end: an argument vector and never a shell, an
/// environment of `LC_ALL=C` and a path, a time limit, and output that is cut off at a limit.
///
/// @param name its file name
/// @param debianPackage what to install where it is missing
public record Tool(String name, String debianPackage) {
  /// Output beyond this many bytes (of each stream) is a refusal, not a longer string.
  public static final int OUTPUT_LIMIT = 64 * 1024 * 1024;

  /// Where programs of the administrator lie on every Debian, whatever the caller's PATH says.
  static final String PLACES = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /// How a run ended.
  ///
  /// @param exit its exit code
  /// @param out what it wrote
  /// @param err what it complained
  public record Result(int exit, String out, String err) {}

  /// Runs it and waits.
  ///
  /// @param arguments without the program's name
  /// @param input what it reads, as UTF-8
  /// @param limit how long it may take; then it is killed
  /// @throws LinuxException where it is not installed, can't be started, takes too long or says too
  ///     much; an exit code other than 0 is not one of these
  public Result run(List<String> arguments, String input, Duration limit) throws LinuxException {
    return run(arguments, input, limit, _ -> {});
  }

  /// Runs it and waits.
  ///
  /// @param arguments without the program's name
  /// @param input what it reads, as UTF-8
  /// @param limit how long it may take; then it is killed
  /// @param started is told its process id before it can read any of the input
  /// @throws LinuxException as above
  public Result run(List<String> arguments, String input, Duration limit, LongConsumer started)
      throws LinuxException {
    var command = new CommandLine(file().toFile());
    arguments.forEach(argument -> command.addArgument(argument, false));
    var out = new CappedOutput(OUTPUT_LIMIT);
    var err = new CappedOutput(OUTPUT_LIMIT);
    var in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    var executor = new Launcher(new PumpStreamHandler(out, err, in), started);
    var watchdog = ExecuteWatchdog.builder().setTimeout(limit).get();
    executor.setWatchdog(watchdog);
    int exit;
    try {
      exit = executor.execute(command, Map.of("LC_ALL", "C", "PATH", PLACES));
    } catch (ExecuteException ended) {
      exit = ended.getExitValue();
    } catch (IOException refused) {
      throw new LinuxException(name + " can't be run: " + refused.getMessage());
    }
    if (watchdog.killedProcess()) {
      throw new LinuxException(name + " did not end within " + limit.toSeconds() + " s");
    }
    if (out.cut() || err.cut()) {
      throw new LinuxException(name + " wrote more than " + OUTPUT_LIMIT + " bytes");
    }
    return new Result(exit, out.text(), err.text());
  }

  /// Whether it is there to be run.
  public boolean isInstalled() {
    return found().isPresent();
  }

  /// Where it lies.
  Path file() throws LinuxException {
    return found()
        .orElseThrow(
            () -> new LinuxException(name + " is not installed: apt install " + debianPackage));
  }

  private Optional<Path> found() {
    var places = new ArrayList<>(List.of(PLACES.split(":")));
    var path = System.getenv("PATH");
    if (path != null) {
      places.addAll(List.of(path.split(":")));
    }
    for (var place : places) {
      var file = Path.of(place, name);
      if (file.isAbsolute() && Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /// Commons Exec's executor, which tells the process id on the way.
  private static final class Launcher extends DefaultExecutor {
    private final LongConsumer started;

    @SuppressWarnings("deprecation") // the builder can't make a subclass
    Launcher(PumpStreamHandler streams, LongConsumer started) {
      this.started = started;
      setStreamHandler(streams);
      setExitValues(null); // none is a fault
    }

    @Override
    protected Process launch(CommandLine command, Map<String, String> environment, Path directory)
        throws IOException {
      var process = Room.start(() -> super.launch(command, environment, directory));
      started.accept(process.pid());
      return process;
    }
  }
}
