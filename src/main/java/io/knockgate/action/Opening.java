package io.knockgate.action;

import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;

/// A door in the firewall for one source and one outside port.
public sealed interface Opening extends Order {

  /// The only address that may come in.
  Address source();

  /// The port on the gateway's own addresses that it may come to.
  Port port();

  /// A port of the gateway itself. It never leads to a host behind it.
  record Pinhole(Address source, Port port) implements Opening {
    @Override
    public String toString() {
      return port.toString();
    }
  }

  /// A port that leads to an internal host by DNAT, of the source's own address family.
  ///
  /// @param masquerade whether the gateway's own address takes the place of the source on the way
  ///     in
  record Forward(Address source, Port port, Endpoint to, boolean masquerade) implements Opening {
    public Forward {
      if (source.isV6() != to.address().isV6()) {
        throw new IllegalArgumentException(source + " can't reach " + to);
      }
    }

    @Override
    public String toString() {
      return port + " -> " + to;
    }
  }
}
