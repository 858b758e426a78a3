package io.knockgate.lease;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.gateway.Entry;
import io.knockgate.gateway.Passage;
import io.knockgate.gateway.Shutting;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import java.time.Duration;

/// What the firewall knows of leases. Leases that hold equal doors share one.
record Door(Opening opening, AtClose atClose, boolean once) {
  /// Where doors can meet: one source at one outside port.
  record Spot(Address source, Port port) {
    static Spot of(Opening opening) {
      return new Spot(opening.source(), opening.port());
    }
  }

  /// Whether the two can't be open at once: a port leads to one place, so only pinholes get along.
  static boolean rivals(Opening one, Opening other) {
    return switch (one) {
      case Opening.Forward _ -> true;
      case Opening.Pinhole _ -> other instanceof Opening.Forward;
    };
  }

  static Door of(Passage passage) {
    return new Door(passage.opening(), passage.atClose(), passage.once());
  }

  /// To be opened for who knocked just now.
  Passage open(Duration remaining) {
    return new Passage(opening, remaining, atClose, once ? Entry.FIRST : Entry.ALL);
  }

  /// To stay as open as it is.
  Passage stay(Duration remaining) {
    return new Passage(opening, remaining, atClose, once ? Entry.REST : Entry.ALL);
  }

  Shutting shut() {
    return new Shutting(opening, atClose, once);
  }
}
