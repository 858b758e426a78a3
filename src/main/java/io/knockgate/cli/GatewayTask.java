package io.knockgate.cli;

import io.knockgate.config.Settings;
import io.knockgate.control.Exit;
import io.knockgate.daemon.Assembly;
import io.knockgate.gateway.GatewayException;
import io.knockgate.gateway.nftables.NftablesGateway;
import io.knockgate.linux.Capabilities;
import io.knockgate.linux.LinuxException;

/// Something that a command does with the firewall itself, without the daemon.
@FunctionalInterface
interface GatewayTask<T> {
  T with(NftablesGateway gateway) throws GatewayException;

  /// Does it with the table of these settings.
  static <T> T run(Settings settings, GatewayTask<T> task) throws Failure {
    try {
      if (!Capabilities.NET_ADMIN.isHeld()) {
        throw new Failure(
            Exit.NO_PERMISSION,
            "looking at the firewall needs " + Capabilities.NET_ADMIN + ": run it as root");
      }
      try (var gateway =
          NftablesGateway.open(Assembly.table(settings), Assembly.bootMark(settings))) {
        return task.with(gateway);
      }
    } catch (GatewayException | LinuxException refused) {
      throw new Failure(Exit.IO, String.valueOf(refused.getMessage()));
    }
  }
}
