package io.knockgate.job.exec;

import io.knockgate.action.Task;
import io.knockgate.job.TaskEnd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A process of its own with a worker in it, for tests that kill it or take rights from
/// it.
final class WorkerProcess {
  private WorkerProcess() {}

  /// Runs one program and writes how it ended.
  ///
  /// @param arguments the state directory, the user or a hyphen, the program and its arguments
  public static void main(String[] arguments) throws Exception {
    var user = arguments[1].equals("-") ? null : arguments[1];
    var command = List.of(arguments).subList(2, arguments.length);
    var end = new CompletableFuture<TaskEnd>();
    try (var worker = new ExecWorker(Path.of(arguments[0]))) {
      worker.begin(run(command, user), end::complete);
      System.out.println(end.get());
    }
  }

  static Task.Run run(List<String> command, @Nullable String user) {
    return new Task.Run(command, Map.of(), Path.of("/"), user, Duration.ofMinutes(5), Set.of());
  }

  /// Starts it.
  ///
  /// @param before what the process is started by, such as setpriv
  static Process start(List<String> before, Path state, String user, List<String> command)
      throws Exception {
    var words = new ArrayList<>(before);
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xshare:auto", "-cp"));
    words.add(System.getProperty("java.class.path"));
    words.add(WorkerProcess.class.getName());
    words.addAll(List.of(state.toString(), user));
    words.addAll(command);
    return new ProcessBuilder(words).redirectErrorStream(true).start();
  }
}
