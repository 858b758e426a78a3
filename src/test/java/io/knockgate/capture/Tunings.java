package io.knockgate.capture;

import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.packet.Screen;
import io.knockgate.packet.Screens;
import java.util.Map;
import java.util.Set;

/// What captures under test are to hear.
public final class Tunings {
  private Tunings() {}

  /// Every SYN.
  public static Tuning all() {
    return sequences(PortRange.ALL, Set.of());
  }

  /// SYNs to the one, and whatever comes to the others.
  public static Tuning sequences(PortRange watch, Set<Port> ports) {
    return new Tuning(Set.of("wan", "wan2"), watch, ports, Screens.none());
  }

  /// Every SYN, and the datagrams to this port that the screen lets through.
  public static Tuning packets(Port port, Screen screen) {
    return new Tuning(
        Set.of("wan", "wan2"), PortRange.ALL, Set.of(), new Screens(Map.of(port, screen)));
  }

  /// Every SYN, and every datagram to this port.
  public static Tuning packets(int port) {
    return packets(Port.udp(port), (_, _, _) -> true);
  }
}
