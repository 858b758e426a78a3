package io.knockgate.config;

import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// All packets of a knock in order, digits included, each as the ports it may be sent to.
record Trail(List<Spot> spots) {
  /// Where one packet may go.
  private record Spot(Protocol protocol, PortRange ports) {
    boolean meets(Spot other) {
      return protocol == other.protocol
          && ports.first() <= other.ports.last()
          && other.ports.first() <= ports.last();
    }
  }

  static Trail of(WrittenKnock knock) {
    var spots = new ArrayList<Spot>();
    for (var port : Placed.values(knock.ports())) {
      spots.add(spot(port));
    }
    knock.spell().map(Placed::value).ifPresent(spell -> spots.addAll(digits(spell)));
    return new Trail(spots);
  }

  private static Spot spot(Port port) {
    return new Spot(port.protocol(), new PortRange(port.number(), port.number()));
  }

  private static List<Spot> digits(KnockSetting.Spell spell) {
    return IntStream.range(0, spell.digits())
        .mapToObj(_ -> new Spot(Protocol.TCP, spell.digitPorts()))
        .toList();
  }

  /// Whether somebody who knocks this knocks the other on the way: its packets, or some that it may
  /// have, follow one another in here.
  boolean contains(Trail other) {
    return IntStream.rangeClosed(0, spots.size() - other.spots.size())
        .anyMatch(
            start ->
                IntStream.range(0, other.spots.size())
                    .allMatch(i -> spots.get(start + i).meets(other.spots.get(i))));
  }
}
