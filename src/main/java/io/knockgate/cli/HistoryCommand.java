package io.knockgate.cli;

import com.google.gson.JsonObject;
import io.knockgate.control.Exit;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `knockgate history`
@Command(
    name = "history",
    description = "Who knocked, what was granted or refused and why, how each job ended.",
    mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Option(names = "--json", description = "one JSON list")
  private boolean json;

  @Option(
      names = "--last",
      paramLabel = "N",
      description = "how many events, the newest first (default: ${DEFAULT-VALUE})")
  private int last = 100;

  @Override
  public Integer call() throws Failure {
    var arguments = new JsonObject();
    arguments.addProperty("limit", last);
    var events = config.ask("history", arguments).getAsJsonArray();
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(events);
    } else {
      events.forEach(event -> out.println(line(event.getAsJsonObject())));
    }
    return Exit.OK.code();
  }

  private static String line(JsonObject event) {
    return String.join(
        "  ",
        Stream.of("at", "event", "action", "source", "client", "knock", "lease", "reason", "exit")
            .map(key -> event.get(key))
            .filter(value -> !value.isJsonNull())
            .map(value -> value.getAsString())
            .filter(text -> !text.isEmpty())
            .toList());
  }
}
