package io.knockgate.cli;

import io.knockgate.control.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `knockgate guard`
@Command(
    name = "guard",
    description = {
      "Loads our table with every door shut; where it is loaded, its doors stay as they are.",
      "For the boot, before the network is up: knockgate-guard.service."
    },
    mixinStandardHelpOptions = true)
final class GuardCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws Failure {
    return GatewayTask.run(
        config.settings(),
        gateway -> {
          gateway.guard();
          return Exit.OK.code();
        });
  }
}
