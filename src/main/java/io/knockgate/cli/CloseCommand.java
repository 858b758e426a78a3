package io.knockgate.cli;

import com.google.gson.JsonObject;
import io.knockgate.control.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `knockgate close`
@Command(name = "close", description = "Shuts early.", mixinStandardHelpOptions = true)
final class CloseCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @ArgGroup(multiplicity = "1")
  private Which which;

  private static final class Which {
    @Parameters(paramLabel = "LEASE|ACTION", description = "one lease, or all of an action")
    private String what = "";

    @Option(names = "--all", description = "every lease")
    private boolean all;
  }

  @Override
  public Integer call() throws Failure {
    var arguments = new JsonObject();
    arguments.addProperty("what", which.all ? "" : which.what);
    var closed = config.ask("close", arguments).getAsJsonArray();
    spec.commandLine()
        .getOut()
        .println(
            closed.isEmpty()
                ? "no lease is open"
                : "closed "
                    + String.join(
                        ", ", closed.asList().stream().map(id -> id.getAsString()).toList()));
    return Exit.OK.code();
  }
}
