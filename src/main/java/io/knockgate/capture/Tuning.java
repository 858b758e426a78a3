package io.knockgate.capture;

import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.packet.Screens;
import java.util.Set;

/// What a capture is to hear: pure SYNs to the ports of `watch`, what comes to `ports`, and the
/// datagrams to the ports of `screens` that may be knocks.
///
/// @param wan the interfaces on which knocks arrive
/// @param watch TCP ports whose pure SYNs are heard
/// @param ports further ports, of either protocol: those of sequences
/// @param screens one capture's own, for the ports on which single packets are heard
public record Tuning(Set<String> wan, PortRange watch, Set<Port> ports, Screens screens) {
  public Tuning {
    wan = Set.copyOf(wan);
    ports = Set.copyOf(ports);
  }

  /// Whether sequences may have that port.
  public boolean hears(Port port) {
    return ports.contains(port)
        || switch (port.protocol()) {
          case TCP -> watch.contains(port.number());
          case UDP -> false;
        };
  }
}
