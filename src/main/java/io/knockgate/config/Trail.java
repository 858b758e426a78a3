package io.knockgate.config;

import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.net.Protocol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// All packets of a sequence in order, digits included, each as the ports it may be sent to.
record Trail(WrittenSequence sequence, List<Spot> spots) {
  /// Where one packet may go.
  private record Spot(Protocol protocol, PortRange ports) {
    boolean meets(Spot other) {
      return protocol == other.protocol
          && ports.first() <= other.ports.last()
          && other.ports.first() <= ports.last();
    }
  }

  static Trail of(WrittenSequence sequence) {
    var spots = new ArrayList<Spot>();
    for (var port : Placed.values(sequence.ports())) {
      spots.add(spot(port));
    }
    var spell = sequence.spell();
    if (spell != null) {
      spots.addAll(Collections.nCopies(spell.digits(), new Spot(Protocol.TCP, spell.digitPorts())));
    }
    return new Trail(sequence, spots);
  }

  private static Spot spot(Port port) {
    return new Spot(port.protocol(), new PortRange(port.number(), port.number()));
  }

  /// Whether somebody who knocks this knocks the other on the way: its packets, or some that it may
  /// have, follow one another in here.
  boolean contains(Trail other) {
    for (int start = 0; start <= spots.size() - other.spots.size(); start++) {
      if (holdsAt(start, other.spots)) {
        return true;
      }
    }
    return false;
  }

  private boolean holdsAt(int start, List<Spot> other) {
    for (int i = 0; i < other.size(); i++) {
      if (!spots.get(start + i).meets(other.get(i))) {
        return false;
      }
    }
    return true;
  }
}
