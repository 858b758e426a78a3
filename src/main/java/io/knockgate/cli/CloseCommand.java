package io.knockgate.cli;

import static java.util.stream.Collectors.joining;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.knockgate.control.Exit;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `knockgate close`
@Command(
    name = "close",
    description = {
      "Shuts leases early, and stops jobs.",
      "What follows the end of a lease (`then`) is stopped by its own id alone."
    },
    mixinStandardHelpOptions = true)
final class CloseCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @ArgGroup(multiplicity = "1")
  private Which which;

  private static final class Which {
    @Parameters(
        paramLabel = "LEASE|JOB|ACTION",
        description = "one lease or job, or all of an action")
    private String what = "";

    @Option(names = "--all", description = "every lease and every job")
    private boolean all;
  }

  @Override
  public Integer call() throws Failure {
    var arguments = new JsonObject();
    arguments.addProperty("what", which.all ? "" : which.what);
    var done = config.ask("close", arguments).getAsJsonObject();
    var out = spec.commandLine().getOut();
    tell(out, "stopped ", done.getAsJsonArray("jobs"));
    tell(out, "stopping ", done.getAsJsonArray("stopping"));
    tell(out, "closed ", done.getAsJsonArray("leases"));
    if (done.asMap().values().stream().allMatch(ids -> ids.getAsJsonArray().isEmpty())) {
      out.println("no lease is open, no job is under way");
    }
    return Exit.OK.code();
  }

  private static void tell(PrintWriter out, String done, JsonArray ids) {
    if (!ids.isEmpty()) {
      out.println(
          ids.asList().stream().map(JsonElement::getAsString).collect(joining(", ", done, "")));
    }
  }
}
