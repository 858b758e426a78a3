package io.knockgate.gateway.nftables;

import io.knockgate.action.Opening;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import java.util.Collection;
import java.util.Set;

/// Where a slot leads.
sealed interface Way {
  /// To the gateway itself.
  record Here() implements Way {}

  /// To an internal host.
  record Inside(Endpoint to) implements Way {}

  /// Where the doors of one slot lead. A forward beside a pinhole decides for both.
  static Way of(Collection<Door> doors) {
    for (var door : doors) {
      if (door.opening() instanceof Opening.Forward(_, _, var to, _)) {
        return new Inside(to);
      }
    }
    return new Here();
  }

  /// Whether the flow went this way.
  ///
  /// @param ours the gateway's addresses
  default boolean leads(Flow flow, Set<Address> ours) {
    return switch (this) {
      case Here _ -> ours.contains(flow.leadsTo().address());
      case Inside(var to) -> flow.leadsTo().equals(to);
    };
  }
}
