package io.knockgate.gateway.nftables;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.gateway.Passage;
import io.knockgate.gateway.Shutting;

/// A door, how it ends, and whether it shuts behind its first connection. Two leases for the same
/// opening that differ in that are two doors.
record Door(Opening opening, AtClose atClose, boolean once) {
  static Door of(Passage passage) {
    return new Door(passage.opening(), passage.atClose(), passage.once());
  }

  static Door of(Shutting shut) {
    return new Door(shut.opening(), shut.atClose(), shut.once());
  }
}
