package io.knockgate.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.knockgate.control.Exit;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `knockgate trigger`
@Command(
    name = "trigger",
    description = {
      "Runs an action by hand, as if somebody had knocked for it.",
      "A job that begins at once is followed: its output is printed, its exit code is the command's."
    },
    mixinStandardHelpOptions = true)
final class TriggerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Parameters(paramLabel = "ACTION", description = "its name")
  private String action = "";

  @Option(
      names = "--source",
      paramLabel = "ADDRESS",
      description = "for whom; needed where the action opens a door")
  private String source = "";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "which port, such as tcp/8080, where the action lets the knock ask")
  private String port = "";

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "how long, such as 1h; at most what the action gives")
  private String time = "";

  @Option(names = "--detach", description = "don't follow a job, print its id and its time")
  private boolean detach;

  @Override
  public Integer call() throws Failure {
    var arguments = new JsonObject();
    arguments.addProperty("action", action);
    arguments.addProperty("source", source);
    arguments.addProperty("port", port);
    arguments.addProperty("for", time);
    arguments.addProperty("detached", detach);
    var result = config.ask("trigger", arguments, this::tell).getAsJsonObject();
    var out = spec.commandLine().getOut();
    if (result.has("due")) {
      out.printf("job %s: begins at %s%n", text(result, "job"), text(result, "due"));
    } else if (result.has("job")) {
      spec.commandLine()
          .getErr()
          .printf(
              "job %s: %s%s%n",
              text(result, "job"),
              text(result, "stage"),
              text(result, "reason").isEmpty() ? "" : ", " + text(result, "reason"));
      if (result.get("open") instanceof JsonObject lease) {
        spec.commandLine().getErr().println(opened(lease));
      }
      return result.get("exit").getAsInt();
    } else {
      out.println(opened(result));
    }
    return Exit.OK.code();
  }

  private String opened(JsonObject lease) {
    return "lease %s: %s for %s, %s, until %s"
        .formatted(
            text(lease, "id"),
            action,
            text(lease, "source"),
            lease.getAsJsonArray("doors").asList().stream()
                .map(JsonElement::getAsString)
                .collect(Collectors.joining(", ")),
            text(lease, "closes"));
  }

  /// What a job writes goes to the output, what it does to the terminal.
  private void tell(JsonObject progress) {
    if (progress.has("output")) {
      var written = progress.get("output").getAsString();
      spec.commandLine().getOut().print(Output.isTerminal() ? Output.plain(written) : written);
      spec.commandLine().getOut().flush();
    } else if (progress.has("step")) {
      spec.commandLine().getErr().println(text(progress, "step"));
    }
  }

  private static String text(JsonObject object, String key) {
    return Output.line(object.get(key).getAsString());
  }
}
