package io.knockgate.lease;

import io.knockgate.gateway.Gateway;
import io.knockgate.gateway.GatewayException;
import io.knockgate.gateway.Passage;
import io.knockgate.lease.LeaseState.Open;
import io.knockgate.time.Moment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Brings leases and the gateway together: tells it of all doors as one list to compare with what
/// it finds, and enters what it found.
final class Reconciliation {
  private final Register register;
  private final Gateway gateway;
  private final Outbox outbox;
  private final Closer closer;

  Reconciliation(Register register, Gateway gateway, Outbox outbox, Closer closer) {
    this.register = register;
    this.gateway = gateway;
    this.outbox = outbox;
    this.closer = closer;
  }

  /// Begins with the leases of the process before.
  void adopt(Remembered remembered, Predicate<? super Lease> granted, Moment now)
      throws GatewayException {
    var written = new ArrayList<Open>();
    var unwritten = new ArrayList<Open>();
    for (var open : remembered.current()) {
      (granted.test(open.lease()) ? written : unwritten).add(open);
    }
    var found = gateway.reconcile(wanted(written, now));
    written.forEach(this::enter);
    end(new Remembered(unwritten, remembered.bygone()), Ending.UNWRITTEN, now);
    shorten(found, now);
    var there = ends(found, now).keySet();
    for (var open : written) {
      var live = register.get(open.lease().id());
      // The kernel has shut these doors already; what it left of their sessions goes now.
      if (live != null && !there.containsAll(open.lease().doors())) {
        boolean isOver = now.until(open.until()).compareTo(LeaseBook.TOLERANCE) <= 0;
        closer.close(live, isOver ? Ending.TIME : Ending.SHUT, now);
      }
    }
  }

  /// What could not be adopted is over.
  void end(Remembered remembered, Moment now) {
    end(remembered, Ending.UNREAD, now);
  }

  /// @param why those of this boot have ended
  private void end(Remembered remembered, Ending why, Moment now) {
    var over = new ArrayList<LeaseState.Closed>();
    for (var lease : remembered.bygone()) {
      over.add(new LeaseState.Closed(lease, Ending.REBOOT, now.wall()));
    }
    for (var open : remembered.current()) {
      over.add(open.closing(why).closed(now.wall()));
    }
    end(over, now);
  }

  /// All of these have ended at once: what follows an action's leases follows the last of them.
  private void end(List<LeaseState.Closed> over, Moment now) {
    var last = new HashMap<String, LeaseState.Closed>();
    over.forEach(closed -> last.put(closed.lease().action(), closed));
    for (var closed : over) {
      if (closed.equals(last.get(closed.lease().action()))) {
        closer.over(closed, now);
      } else {
        closer.overAndNothingFollows(closed);
      }
    }
  }

  /// Makes the gateway what the register says of these leases.
  void renew(Predicate<? super Lease> which, Moment now) throws GatewayException {
    var open = register.open().stream().filter(it -> which.test(it.lease())).toList();
    shorten(gateway.reconcile(wanted(open, now)), now);
  }

  private void shorten(Collection<Passage> found, Moment now) {
    var ends = ends(found, now);
    for (var open : register.open()) {
      var end = end(open, ends);
      if (end.until(open.until()).compareTo(LeaseBook.TOLERANCE) > 0) {
        enter(open.lasting(end));
      }
    }
  }

  private void enter(Open open) {
    register.put(open);
    outbox.put(open);
  }

  /// Every door that these leases hold, once, each for the longest time that one of them has left.
  private static List<Passage> wanted(Collection<Open> leases, Moment now) {
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
        .map(end -> end.getKey().stay(now.until(end.getValue())))
        .toList();
  }

  /// When each door really shuts.
  private static Map<Door, Moment> ends(Collection<Passage> found, Moment now) {
    var ends = new HashMap<Door, Moment>();
    for (var passage : found) {
      ends.put(Door.of(passage), now.plus(passage.remaining()));
    }
    return ends;
  }

  /// When the first of the lease's doors shuts, its own time at the latest.
  private static Moment end(Open open, Map<Door, Moment> ends) {
    var end = open.until();
    for (var door : open.lease().doors()) {
      var found = ends.getOrDefault(door, end);
      end = found.until(end).isPositive() ? found : end;
    }
    return end;
  }
}
