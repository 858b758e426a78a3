package io.knockgate.config;

import io.knockgate.config.GatewaySettings.AtStop;
import io.knockgate.config.GatewaySettings.Closed;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.util.List;

/// Reads `gateway:`.
final class GatewayReader {
  private static final int MOST_INTERFACES = 64;

  /// Of one list of ports.
  static final int MOST_PORTS = 1024;

  private GatewayReader() {}

  static GatewaySettings read(Section gateway) {
    var wan = gateway.require("wan").map(item -> item.texts(MOST_INTERFACES, Forms::interfaceName));
    var guard = gateway.get("guard").map(item -> item.texts(MOST_PORTS, Port::parse));
    var watch = gateway.get("watch").flatMap(item -> item.textOrNumber(PortRange::parse));
    var closed = gateway.get("closed").flatMap(item -> item.word(Closed.class));
    var atStop = gateway.get("at-stop").flatMap(item -> item.word(AtStop.class));
    return new GatewaySettings(
        Placed.values(wan.orElse(List.of())),
        Placed.values(guard.orElse(List.of())),
        watch.map(Placed::value).orElse(PortRange.ALL),
        closed.orElse(Closed.DROP),
        atStop.orElse(AtStop.KEEP));
  }
}
