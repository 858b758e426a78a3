package io.knockgate.lease;

import io.knockgate.gateway.Passage;
import io.knockgate.lease.LeaseState.Open;
import io.knockgate.time.Moment;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Leases as one list of doors for the gateway to compare with what it finds, and back.
final class Reconciliation {
  private Reconciliation() {}

  /// Every door that these leases hold, once, each for the longest time that one of them has left.
  static List<Passage> wanted(Collection<Open> leases, Moment now) {
    var ends = new LinkedHashMap<Door, Moment>();
    for (var open : leases) {
      if (now.until(open.until()).isPositive()) {
        for (var door : open.lease().doors()) {
          ends.merge(
              door, open.until(), (one, other) -> one.until(other).isPositive() ? other : one);
        }
      }
    }
    return ends.entrySet().stream()
        .map(end -> end.getKey().open(now.until(end.getValue())))
        .toList();
  }

  /// When each door really shuts.
  static Map<Door, Moment> ends(Collection<Passage> found, Moment now) {
    var ends = new HashMap<Door, Moment>();
    for (var passage : found) {
      ends.put(new Door(passage.opening(), passage.atClose()), now.plus(passage.remaining()));
    }
    return ends;
  }

  /// When the first of the lease's doors shuts, its own time at the latest.
  static Moment end(Open open, Map<Door, Moment> ends) {
    var end = open.until();
    for (var door : open.lease().doors()) {
      var found = ends.getOrDefault(door, end);
      end = found.until(end).isPositive() ? found : end;
    }
    return end;
  }
}
