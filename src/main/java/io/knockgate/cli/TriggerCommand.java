package io.knockgate.cli;

import com.google.gson.JsonObject;
import io.knockgate.control.Exit;
import java.util.concurrent.Callable;
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
      "A job is waited for, and its exit code is the command's."
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

  @Override
  public Integer call() throws Failure {
    var arguments = new JsonObject();
    arguments.addProperty("action", action);
    arguments.addProperty("source", source);
    var result = config.ask("trigger", arguments).getAsJsonObject();
    var out = spec.commandLine().getOut();
    if (result.has("output")) {
      out.print(result.get("output").getAsString());
      out.flush();
      return result.get("exit").getAsInt();
    }
    out.printf(
        "lease %s: %s for %s until %s%n",
        result.get("id").getAsString(),
        action,
        result.get("source").getAsString(),
        result.get("closes").getAsString());
    return Exit.OK.code();
  }
}
