package io.knockgate.cli;

import io.knockgate.control.Exit;
import io.knockgate.daemon.Links;
import io.knockgate.gateway.nftables.Difference;
import io.knockgate.gateway.nftables.NftablesGateway;
import io.knockgate.gateway.nftables.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `knockgate plan`
@Command(
    name = "plan",
    description = "What would change in the firewall, without doing it.",
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws Failure {
    var settings = config.settings();
    var plan = GatewayTask.run(settings, NftablesGateway::plan);
    var out = spec.commandLine().getOut();
    out.print(plan.script());
    out.println();
    switch (plan.difference()) {
      case Difference.NotLoaded _ -> out.println("# no table is loaded: all of this is new");
      case Difference.Unknown(var reason) ->
          out.println("# a table is loaded; how it differs can't be told: " + reason);
      case Difference.Lines(var lines) when lines.isEmpty() ->
          out.println("# the table is loaded, and nothing differs");
      case Difference.Lines(var lines) -> {
        out.println("# the loaded table differs:");
        lines.stream().filter(line -> !line.startsWith(" ")).forEach(out::println);
      }
    }
    Links.absent(settings).forEach(link -> out.println("# " + link));
    var surroundings = plan.surroundings();
    if (surroundings.answersClosedPorts()) {
      out.println("# " + Surroundings.ANSWERS);
    }
    surroundings.standingOut().forEach(port -> out.println("# " + Surroundings.standsOut(port)));
    for (var obstacle : surroundings.obstacles()) {
      out.printf("# %s; to mend it:%n#  %s%n", obstacle.words(), obstacle.remedy());
    }
    return Exit.OK.code();
  }
}
