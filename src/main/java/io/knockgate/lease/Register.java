package io.knockgate.lease;

import io.knockgate.action.Opening;
import io.knockgate.gateway.Change;
import io.knockgate.gateway.Passage;
import io.knockgate.gateway.Shutting;
import io.knockgate.id.Id;
import io.knockgate.lease.LeaseState.Live;
import io.knockgate.lease.LeaseState.Open;
import io.knockgate.net.Address;
import io.knockgate.time.Moment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// All live leases, and who of them holds which door. Every question but [#all] is answered in the
/// time of a hash look-up, however many there are. One thread calls it, except for [#all].
final class Register {
  private record Holder(String action, Address source) {
    static Holder of(Lease lease) {
      return new Holder(lease.action(), lease.source());
    }
  }

  private final Map<Id, Live> byId = new ConcurrentHashMap<>();
  private final Map<Holder, Id> byHolder = new HashMap<>();
  private final Map<Door.Spot, List<Id>> bySpot = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Set<Id> once = new HashSet<>();

  private Iterator<Id> patrol = Collections.emptyIterator();

  @Nullable Live get(Id id) {
    return byId.get(id);
  }

  @Nullable Live get(String action, Address source) {
    var id = byHolder.get(new Holder(action, source));
    return id == null ? null : byId.get(id);
  }

  int size() {
    return byId.size();
  }

  int count(String action) {
    return counts.getOrDefault(action, 0);
  }

  /// Those there are; safe from any thread, each state as it was at some moment of the reading.
  Collection<Live> all() {
    return List.copyOf(byId.values());
  }

  List<Open> open() {
    return byId.values().stream().filter(Open.class::isInstance).map(Open.class::cast).toList();
  }

  /// The open ones whose doors shut behind their first connection.
  List<Open> once() {
    return once.stream()
        .map(byId::get)
        .filter(Open.class::isInstance)
        .map(Open.class::cast)
        .toList();
  }

  /// The next few leases on an endless round over all, at most this many.
  List<Live> next(int most) {
    if (!patrol.hasNext()) {
      patrol = byId.keySet().iterator();
    }
    var next = new ArrayList<Live>();
    for (int i = 0; i < most && patrol.hasNext(); i++) {
      var live = byId.get(patrol.next()); // the iterator may still show what is gone by now
      if (live != null) {
        next.add(live);
      }
    }
    return next;
  }

  /// Enters a lease, or its new state.
  void put(Live state) {
    var lease = state.lease();
    var before = byId.put(lease.id(), state);
    if (lease.once()) {
      once.add(lease.id());
    } else {
      once.remove(lease.id());
    }
    if (before == null) {
      byHolder.put(Holder.of(lease), lease.id());
      counts.merge(lease.action(), 1, Integer::sum);
      link(lease);
    } else if (!before.lease().openings().equals(lease.openings())) {
      unlink(before.lease());
      link(lease);
    }
  }

  void remove(Lease lease) {
    var before = byId.remove(lease.id());
    if (before != null) {
      byHolder.remove(Holder.of(lease), lease.id());
      once.remove(lease.id());
      counts.computeIfPresent(lease.action(), (_, count) -> count == 1 ? null : count - 1);
      unlink(before.lease());
    }
  }

  private void link(Lease lease) {
    for (var opening : lease.openings()) {
      bySpot.merge(Door.Spot.of(opening), List.of(lease.id()), Register::joined);
    }
  }

  private static List<Id> joined(List<Id> some, List<Id> more) {
    var all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }

  private void unlink(Lease lease) {
    for (var opening : lease.openings()) {
      bySpot.computeIfPresent(Door.Spot.of(opening), (_, ids) -> without(ids, lease.id()));
    }
  }

  private static @Nullable List<Id> without(List<Id> ids, Id id) {
    var rest = ids.stream().filter(other -> !other.equals(id)).toList();
    return rest.isEmpty() ? null : rest;
  }

  private List<Live> at(Opening opening) {
    var live = new ArrayList<Live>(1);
    for (var id : bySpot.getOrDefault(Door.Spot.of(opening), List.of())) {
      var state = byId.get(id);
      if (state != null) {
        live.add(state);
      }
    }
    return live;
  }

  /// The other leases that can't be open beside this one.
  Collection<Live> rivals(Lease lease) {
    var rivals = new LinkedHashSet<Live>();
    for (var opening : lease.openings()) {
      for (var other : at(opening)) {
        if (!other.lease().id().equals(lease.id())
            && other.lease().openings().stream().anyMatch(its -> collide(its, opening))) {
          rivals.add(other);
        }
      }
    }
    return rivals;
  }

  private static boolean collide(Opening one, Opening other) {
    return Door.Spot.of(one).equals(Door.Spot.of(other)) && Door.rivals(one, other);
  }

  /// What the gateway has to be told when some leases end and one comes, perhaps as the new state
  /// of one that is here. A door that another open lease holds too stays open for that lease's
  /// time; a door that nobody holds any more is shut.
  Change change(Collection<Live> ending, @Nullable Open coming, Moment now) {
    var leaving = new HashSet<Id>();
    var doors = new LinkedHashSet<Door>();
    for (var state : ending) {
      leaving.add(state.lease().id());
      doors.addAll(state.lease().doors());
    }
    if (coming != null) {
      leaving.add(coming.lease().id());
      doors.addAll(coming.lease().doors());
      var before = byId.get(coming.lease().id());
      if (before != null) {
        doors.addAll(before.lease().doors());
      }
    }
    var shut = new ArrayList<Shutting>();
    var open = new ArrayList<Passage>();
    for (var door : doors) {
      var left = now.until(longest(door, leaving, coming, now));
      if (left.isPositive()) {
        boolean anew = coming != null && coming.lease().doors().contains(door);
        open.add(anew ? door.open(left) : door.stay(left));
      } else {
        shut.add(door.shut());
      }
    }
    return new Change(shut, open);
  }

  private Moment longest(Door door, Set<Id> leaving, @Nullable Open coming, Moment now) {
    var longest = now;
    if (coming != null && coming.lease().doors().contains(door)) {
      longest = later(longest, coming.until());
    }
    for (var other : at(door.opening())) {
      if (other instanceof Open(var lease, var until, _)
          && !leaving.contains(lease.id())
          && lease.doors().contains(door)) {
        longest = later(longest, until);
      }
    }
    return longest;
  }

  private static Moment later(Moment one, Moment other) {
    return one.until(other).isPositive() ? other : one;
  }
}
