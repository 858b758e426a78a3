package io.knockgate.cli;

import com.google.gson.JsonObject;
import io.knockgate.control.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `knockgate reload`
@Command(
    name = "reload",
    description = {
      "Lets the daemon read its configuration again, and puts it in force.",
      "One with errors changes nothing, and each error is told."
    },
    mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws Failure {
    var done = config.ask("reload", new JsonObject()).getAsJsonObject();
    var out = spec.commandLine().getOut();
    done.getAsJsonArray("warnings").forEach(warning -> out.println(warning.getAsString()));
    int closed = done.getAsJsonArray("closed").size();
    out.printf(
        "reloaded: %d knocks, %d actions%s%n",
        done.get("knocks").getAsInt(),
        done.get("actions").getAsInt(),
        closed == 0 ? "" : "; %d leases closed that are no longer written".formatted(closed));
    return Exit.OK.code();
  }
}
