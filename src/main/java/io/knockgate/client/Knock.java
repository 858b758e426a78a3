package io.knockgate.client;

import io.knockgate.net.Port;
import io.knockgate.packet.Payload;
import java.util.List;

/// What is sent to a gateway to knock once.
public sealed interface Knock {
  /// A connection attempt for each TCP port and an empty datagram for each UDP port, in order.
  record Ports(List<Port> ports) implements Knock {
    public Ports {
      ports = List.copyOf(ports);
    }
  }

  /// One datagram that says it all.
  ///
  /// @param udp the port that it is sent to
  record Datagram(Port udp, Payload payload) implements Knock {}
}
