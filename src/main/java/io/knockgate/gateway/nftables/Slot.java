package io.knockgate.gateway.nftables;

import io.knockgate.action.Opening;
import io.knockgate.net.Address;
import io.knockgate.net.Port;

/// Where doors can be: one source at one outside port. Several doors may share a slot.
record Slot(Address source, Port port) {
  static Slot of(Opening opening) {
    return new Slot(opening.source(), opening.port());
  }
}
