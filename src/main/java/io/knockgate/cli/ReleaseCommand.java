package io.knockgate.cli;

import io.knockgate.control.ControlClient;
import io.knockgate.control.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `knockgate release`
@Command(
    name = "release",
    description = {
      "Takes our table out of the firewall: guarded ports are as open as without us.",
      "A daemon that runs would put it back: stop it first."
    },
    mixinStandardHelpOptions = true)
final class ReleaseCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws Failure {
    var settings = config.settings();
    if (new ControlClient(settings.control()).answers()) {
      throw new Failure(
          Exit.UNAVAILABLE, "the daemon runs and would put the table back: stop it first");
    }
    boolean was =
        GatewayTask.run(
            settings,
            gateway -> {
              boolean loaded = gateway.loaded();
              gateway.release();
              return loaded;
            });
    spec.commandLine().getOut().println(was ? "released" : "nothing was loaded");
    return Exit.OK.code();
  }
}
