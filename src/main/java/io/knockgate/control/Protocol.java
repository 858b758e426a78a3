package io.knockgate.control;

import com.google.gson.JsonObject;
import io.knockgate.line.Line;
import io.knockgate.line.MalformedLine;
import org.jspecify.annotations.Nullable;

/// The lines that go over the socket, one JSON object each. The client sends one:
///
///     {"command": "close", "arguments": {"lease": "k3v9q2ma"}}
///
/// The daemon sends any number of `{"progress": {...}}` and then one of
///
///     {"exit": 0, "result": ...}
///     {"exit": 65, "error": "there is no lease k3v9q2ma: `knockgate status` lists them"}
///
/// and hangs up.
final class Protocol {
  private Protocol() {}

  static String request(String command, JsonObject arguments) {
    var line = new JsonObject();
    line.addProperty("command", command);
    line.add("arguments", arguments);
    return line.toString();
  }

  /// Reads a client's line.
  static Request request(String line, String user) throws MalformedLine {
    var request = Line.object(line);
    var command = request.get("command");
    var arguments = request.get("arguments");
    if (command == null || !command.isJsonPrimitive() || !command.getAsJsonPrimitive().isString()) {
      throw new MalformedLine("a request names its command");
    }
    if (arguments != null && !arguments.isJsonObject()) {
      throw new MalformedLine("a request's arguments are an object");
    }
    return new Request(
        command.getAsString(),
        arguments == null ? new JsonObject() : arguments.getAsJsonObject(),
        user);
  }

  static String progress(JsonObject progress) {
    var line = new JsonObject();
    line.add("progress", progress);
    return line.toString();
  }

  /// What a daemon's line tells on the way, or null if it is the last.
  static @Nullable JsonObject progress(String line) throws MalformedLine {
    var progress = Line.object(line).get("progress");
    return progress != null && progress.isJsonObject() ? progress.getAsJsonObject() : null;
  }

  static String answer(Answer answer) {
    var line = new JsonObject();
    line.addProperty("exit", answer.exit().code());
    switch (answer) {
      case Answer.Done(var result) -> line.add("result", result);
      case Answer.Failed(_, var error) -> line.addProperty("error", error);
    }
    return line.toString();
  }

  /// Reads a daemon's last line.
  static Answer answer(String line) throws MalformedLine {
    var answer = Line.object(line);
    var result = answer.get("result");
    if (result != null) {
      return new Answer.Done(result);
    }
    try {
      return new Answer.Failed(
          Exit.of(answer.get("exit").getAsInt()), answer.get("error").getAsString());
    } catch (NullPointerException | IllegalArgumentException | IllegalStateException unreadable) {
      throw new MalformedLine("an answer has an exit and an error or a result");
    }
  }
}
