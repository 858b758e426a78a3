package io.knockgate.cli;

import com.google.gson.JsonObject;
import io.knockgate.control.Exit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

  /// As many events as are kept.
  private static final int MOST = 100_000;

  private static final List<String> COLUMNS =
      List.of("at", "event", "action", "source", "sender", "client", "key", "knock", "lease");
  private static final List<String> HEADING =
      List.of("TIME", "EVENT", "ACTION", "SOURCE", "SENDER", "CLIENT", "KEY", "KNOCK", "LEASE");

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

  private @Nullable Columns columns;

  @Override
  public Integer call() throws Failure {
    if (last < 1 || last > MOST) {
      throw new Failure(Exit.USAGE, "--last is 1 to %d, not %d".formatted(MOST, last));
    }
    var arguments = new JsonObject();
    arguments.addProperty("of", of);
    arguments.addProperty("limit", last);
    config.ask("history", arguments, news -> tell(news.getAsJsonObject("event")));
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(separator.equals("[") ? "[]" : "]");
    } else if (columns == null) {
      out.println(of.isEmpty() ? "nothing has happened yet" : "nothing is told of " + of);
    } else {
      columns.end();
    }
    return Exit.OK.code();
  }

  private void tell(JsonObject event) {
    var out = spec.commandLine().getOut();
    if (json) {
      out.print(separator + event);
      separator = ",";
    } else {
      if (columns == null) {
        columns = new Columns(out, HEADING, "JOB, REASON, EXIT");
      }
      columns.row(cells(event), rest(event));
    }
  }

  /// What is always there.
  private static List<String> cells(JsonObject event) {
    return COLUMNS.stream()
        .map(name -> text(event, name))
        .map(text -> text.isEmpty() ? "-" : text)
        .toList();
  }

  /// What an event may have to add.
  private String rest(JsonObject event) {
    var reason = text(event, "reason");
    var exit = "exit " + text(event, "exit");
    return Stream.of(
                text(event, "job"),
                text(event, "part").equals("then") ? "then" : "",
                text(event, "stage"),
                reason,
                exit.equals("exit ") || reason.contains(exit) ? "" : exit)
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("  "))
        + Output.indented(
            event.get("output").isJsonNull() ? "" : event.get("output").getAsString(),
            whole ? Integer.MAX_VALUE : LINES);
  }

  private static String text(JsonObject event, String name) {
    var value = event.get(name);
    return value.isJsonNull() ? "" : Output.line(value.getAsString());
  }
}
