package io.knockgate.job.unit;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.knockgate.action.Task;
import io.knockgate.job.TaskEnd;
import io.knockgate.line.Line;
import io.knockgate.line.MalformedLine;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The lines that go over a job's socket, one JSON object each. The daemon sends one, its limit in
/// milliseconds:
///
///     {"command": ["/bin/true"], "environment": {"A": "b"}, "directory": "/", "limit": 60000}
///
/// The unit sends any number of `{"output": "..."}` and then one of
///
///     {"exit": 0}
///     {"failed": "/no/such/program does not exist"}
///     {"timed-out": true}
///
/// and hangs up. Where the daemon hangs up first, the unit ends the program.
final class Protocol {
  /// The most bytes of a task: more than Linux lets a program have in arguments and environment
  /// (6 MiB, `_STK_LIM / 4 * 3` of fs/exec.c).
  static final int LONGEST_TASK = 8 << 20;

  /// The most bytes of an answer: the output that is kept, as JSON writes it at its longest.
  static final int LONGEST_ANSWER = 8 * Tail.KEPT;

  private static final int MOST_EXIT = 255;

  private Protocol() {}

  static String task(Task.Run run) {
    var command = new JsonArray();
    run.command().forEach(command::add);
    var environment = new JsonObject();
    run.environment().forEach(environment::addProperty);
    var line = new JsonObject();
    line.add("command", command);
    line.add("environment", environment);
    line.addProperty("directory", run.directory().toString());
    line.addProperty("limit", run.limit().toMillis());
    return line.toString();
  }

  /// Reads the daemon's line.
  static Task.Run task(String line) throws MalformedLine {
    var task = Line.object(line);
    try {
      return new Task.Run(
          words(task.getAsJsonArray("command")),
          variables(task.getAsJsonObject("environment")),
          Path.of(task.get("directory").getAsString()),
          null,
          Duration.ofMillis(task.get("limit").getAsLong()),
          Set.of());
    } catch (NullPointerException
        | ClassCastException
        | IllegalStateException
        | UnsupportedOperationException
        | InvalidPathException wrong) {
      throw new MalformedLine("a task has a command, an environment, a directory and a limit");
    } catch (IllegalArgumentException wrong) {
      throw new MalformedLine("a task has a command of one word at least, and a limit above 0");
    }
  }

  private static List<String> words(JsonArray command) {
    var words = new ArrayList<String>();
    command.forEach(word -> words.add(word.getAsString()));
    return words;
  }

  private static Map<String, String> variables(JsonObject environment) {
    var variables = new LinkedHashMap<String, String>();
    environment.asMap().forEach((name, value) -> variables.put(name, value.getAsString()));
    return variables;
  }

  static String output(String text) {
    var line = new JsonObject();
    line.addProperty("output", text);
    return line.toString();
  }

  /// What a unit's line adds to the output, or null if it is the last.
  static @Nullable String output(JsonObject line) {
    var output = line.get("output");
    return output != null && output.isJsonPrimitive() ? output.getAsString() : null;
  }

  static String end(TaskEnd end) {
    var line = new JsonObject();
    switch (end) {
      case TaskEnd.Exited(int exit, _) -> line.addProperty("exit", exit);
      case TaskEnd.Done _ -> line.addProperty("exit", 0);
      case TaskEnd.Failed(var reason, _) -> line.addProperty("failed", reason);
      case TaskEnd.TimedOut _ -> line.addProperty("timed-out", true);
      case TaskEnd.Stopped _ -> line.addProperty("failed", "it was stopped");
    }
    return line.toString();
  }

  /// Reads a unit's last line.
  ///
  /// @param output what the lines before added up to
  static TaskEnd end(JsonObject line, String output) throws MalformedLine {
    try {
      if (line.has("exit")) {
        int exit = line.get("exit").getAsInt();
        if (exit >= 0 && exit <= MOST_EXIT) {
          return new TaskEnd.Exited(exit, output);
        }
      } else if (line.has("failed")) {
        return new TaskEnd.Failed(line.get("failed").getAsString(), output);
      } else if (line.has("timed-out")) {
        return new TaskEnd.TimedOut(output);
      }
    } catch (IllegalArgumentException
        | IllegalStateException
        | UnsupportedOperationException wrong) {
      throw new MalformedLine("an end is an exit code of 0 to 255, a failure or a time-out");
    }
    throw new MalformedLine("an end is an exit code of 0 to 255, a failure or a time-out");
  }
}
