package io.knockgate.config;

import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.util.List;

/// `gateway:` of config.yaml.
///
/// @param wan the interfaces on which knocks arrive and doors open; at least one, none twice
/// @param guard the gateway's own ports that stay shut until a knock opens one; none twice
/// @param watch the TCP ports whose SYNs are seen, so that a scan spoils itself
/// @param closed how a guarded port looks while shut
/// @param atStop what a clean stop does with open leases
public record GatewaySettings(
    List<String> wan, List<Port> guard, PortRange watch, Closed closed, AtStop atStop) {
  public GatewaySettings {
    wan = List.copyOf(wan);
    guard = List.copyOf(guard);
  }

  /// How a guarded port looks while shut.
  public enum Closed {
    /// Like one behind a firewall: no answer.
    DROP,
    /// Like one where nobody listens.
    RESET
  }

  /// What a clean stop does with open leases.
  public enum AtStop {
    /// They live on; the kernel closes them on time.
    KEEP,
    /// They are closed.
    CLOSE
  }
}
