package io.knockgate.gateway.nftables;

import io.knockgate.linux.LinuxException;
import io.knockgate.net.Port;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The connections behind which doors have shut. The kernel shuts them by itself; here it is found
/// out where that happened while the table was gone or was being replaced. Connection tracking is
/// the witness: it outlives the table, and with it the mark of such a connection.
final class FirstConnections {
  private final Sweeper sweeper;
  private final Elements elements;
  private final Set<Port> guarded;

  FirstConnections(Sweeper sweeper, Elements elements, Set<Port> guarded) {
    this.sweeper = sweeper;
    this.elements = elements;
    this.guarded = Set.copyOf(guarded);
  }

  /// Those that are up, by conntrack's number, each with the slot through which it came.
  Map<Integer, Slot> up() throws LinuxException {
    var up = new HashMap<Integer, Slot>();
    for (var flow : sweeper.flows(guarded)) {
      if (Mark.isFirst(flow.mark())) {
        up.put(flow.id(), flow.slot());
      }
    }
    return up;
  }

  /// Shuts the doors again whose first connection came while the table was replaced: after the old
  /// elements were read and before the new ones were there.
  ///
  /// @param loaded the elements that were loaded
  /// @param before those that were up before the old elements were read
  /// @return where it happened
  Set<Slot> shutBehind(Collection<Element> loaded, Map<Integer, Slot> before)
      throws LinuxException {
    var awaited = new HashSet<Element>();
    for (var element : loaded) {
      if (element instanceof Element.First) {
        awaited.add(element);
      }
    }
    if (awaited.isEmpty()) {
      return Set.of();
    }
    var after = up();
    after.keySet().removeAll(before.keySet());
    awaited.removeIf(element -> !after.containsValue(element.slot()));
    elements.change(awaited, Map.of());
    var slots = new HashSet<Slot>();
    awaited.forEach(element -> slots.add(element.slot()));
    return slots;
  }
}
