package io.knockgate.cli;

import io.knockgate.config.Settings;
import io.knockgate.control.Exit;
import io.knockgate.gateway.GatewayException;
import io.knockgate.gateway.nftables.LastTable;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `knockgate guard`
@Command(
    name = "guard",
    description = {
      "Loads our table with every door shut; where it is loaded, its doors stay as they are.",
      "For the boot, before the network is up: knockgate-guard.service."
    },
    mixinStandardHelpOptions = true)
final class GuardCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws Failure {
    try {
      var settings = config.settings();
      return GatewayTask.run(
          settings,
          gateway -> {
            gateway.guard();
            remember(settings, gateway.script());
            return Exit.OK.code();
          });
    } catch (Failure failed) {
      if (failed.exit() == Exit.CONFIGURATION) {
        guardAsBefore();
      }
      throw failed;
    }
  }

  /// A full disk is no reason to fail: the ports are guarded.
  private void remember(Settings settings, String script) {
    try {
      new LastTable(settings.state()).keep(script);
    } catch (GatewayException refused) {
      spec.commandLine()
          .getErr()
          .println("knockgate: the table is loaded, but not remembered: " + refused.getMessage());
    }
  }

  /// A guard that gave up because of a slip in config.yaml would leave the ports open. What it
  /// guarded last lies in the state directory, which systemd names (systemd.exec(5)); the
  /// configuration can't say where it is.
  private void guardAsBefore() {
    var state = Objects.requireNonNullElse(System.getenv("STATE_DIRECTORY"), "/var/lib/knockgate");
    var err = spec.commandLine().getErr();
    try {
      err.println(
          new LastTable(Path.of(state)).load()
              ? "knockgate: the ports that were guarded before stay guarded"
              : "knockgate: nothing was guarded before, so nothing is guarded");
    } catch (GatewayException refused) {
      err.println("knockgate: what was guarded before is not: " + refused.getMessage());
    }
  }
}
