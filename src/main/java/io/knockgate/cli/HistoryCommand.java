package io.knockgate.cli;

import com.google.gson.JsonObject;
import io.knockgate.control.Exit;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `knockgate history`
@Command(
    name = "history",
    description = "Who knocked, what was granted or refused and why, how each job ended.",
    mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {
  /// How many lines of a job's output are printed.
  private static final int LINES = 10;

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Option(names = "--json", description = "one JSON list")
  private boolean json;

  @Parameters(
      arity = "0..1",
      paramLabel = "ACTION|JOB|LEASE",
      description = "only what was told of it")
  private String of = "";

  @Option(
      names = "--last",
      paramLabel = "N",
      description = "how many events, the newest first (default: ${DEFAULT-VALUE})")
  private int last = 100;

  @Option(names = "--output", description = "all that is kept of what jobs have written")
  private boolean whole;

  private String separator = "[";

  @Override
  public Integer call() throws Failure {
    var arguments = new JsonObject();
    arguments.addProperty("of", of);
    arguments.addProperty("limit", last);
    config.ask("history", arguments, news -> tell(news.getAsJsonObject("event")));
    if (json) {
      spec.commandLine().getOut().println(separator.equals("[") ? "[]" : "]");
    }
    return Exit.OK.code();
  }

  private void tell(JsonObject event) {
    var out = spec.commandLine().getOut();
    if (json) {
      out.print(separator + event);
      separator = ",";
    } else {
      out.println(line(event));
    }
  }

  /// Columns that are always there, then what an event may have to add.
  private String line(JsonObject event) {
    var columns =
        Stream.of("at", "event", "action", "source", "sender", "client", "key", "knock", "lease")
            .map(name -> text(event, name))
            .map(text -> text.isEmpty() ? "-" : text);
    var reason = text(event, "reason");
    var exit = "exit " + text(event, "exit");
    var rest =
        Stream.of(
                text(event, "job"),
                text(event, "part").equals("then") ? "then" : "",
                text(event, "stage"),
                reason,
                exit.equals("exit ") || reason.contains(exit) ? "" : exit)
            .filter(text -> !text.isEmpty());
    return Stream.concat(columns, rest).collect(Collectors.joining("  "))
        + Output.indented(
            event.get("output").isJsonNull() ? "" : event.get("output").getAsString(),
            whole ? Integer.MAX_VALUE : LINES);
  }

  private static String text(JsonObject event, String name) {
    var value = event.get(name);
    return value.isJsonNull() ? "" : Output.line(value.getAsString());
  }
}
