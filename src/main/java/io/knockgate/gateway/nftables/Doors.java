package io.knockgate.gateway.nftables;

import io.knockgate.action.Opening;
import io.knockgate.gateway.Change;
import io.knockgate.gateway.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What we know to be open: for each slot its doors, each with the [System#nanoTime] at which the
/// kernel shuts it. Computes what a change means; knows nothing of the kernel.
final class Doors {
  /// The kernel counts in jiffies and may shut a door that much before its time.
  static final long JIFFY = Duration.ofMillis(20).toNanos();

  /// How much longer a forward's lead lives than its admission: if they ended together, a packet in
  /// between could be admitted and not led, and reach the gateway's own port.
  private static final long MARGIN = Duration.ofSeconds(1).toNanos();

  private Map<Slot, Map<Door, Long>> open = new HashMap<>();

  /// The slots whose first connection has come, as far as was seen.
  private Set<Slot> used = new HashSet<>();

  /// What becomes of one slot.
  ///
  /// @param before its doors until now, those whose time is over included
  /// @param after its doors from now on, none of them over
  /// @param first whether one more first connection may come
  record SlotChange(
      Slot slot, Map<Door, Long> before, Map<Door, Long> after, boolean first, long now) {

    /// The elements that it needs from now on, each with its end. One of the kind that the kernel
    /// takes away by itself is there only where it is to be put there anew.
    Map<Element, Long> there() {
      var there = elements(slot, after);
      if (first) {
        there.put(new Element.First(slot), latestOnce(after));
        there.put(new Element.Token(slot), latestOnce(after));
      }
      return there;
    }

    /// The elements that have to go.
    Set<Element> away() {
      var away = new LinkedHashSet<>(elements(slot, before).keySet());
      if (hasOnce(before) && !hasOnce(after)) {
        away.add(new Element.First(slot));
        away.add(new Element.Token(slot));
      }
      away.removeAll(there().keySet());
      return away;
    }

    /// Whether a way opens that no door held open until now.
    boolean opensAnew() {
      return !after.isEmpty() && !(wasOpen() && wayBefore().equals(way()));
    }

    /// Whether one way follows another without a gap.
    boolean turns() {
      return opensAnew() && wasOpen();
    }

    /// Whether the sessions of before have no door left.
    boolean ends() {
      return !before.isEmpty() && after.isEmpty();
    }

    /// Where the slot leads from now on.
    Way way() {
      return Way.of(after.keySet());
    }

    private Way wayBefore() {
      return Way.of(before.keySet().stream().filter(door -> isOpen(before.get(door))).toList());
    }

    private boolean wasOpen() {
      return before.values().stream().anyMatch(this::isOpen);
    }

    private boolean isOpen(@Nullable Long until) {
      return until != null && Doors.isOpen(until, now);
    }
  }

  /// What the change means for each slot it touches, in its order. Nothing has happened yet.
  List<SlotChange> changes(Change change, long now) {
    var after = new LinkedHashMap<Slot, Map<Door, Long>>();
    var first = new HashSet<Slot>();
    for (var shut : change.shut()) {
      at(after, Slot.of(shut.opening()), now).remove(Door.of(shut));
    }
    for (var passage : change.open()) {
      var slot = Slot.of(passage.opening());
      add(at(after, slot, now), Door.of(passage), now + nanos(passage.remaining()));
      if (passage.entry() == Entry.FIRST) {
        first.add(slot);
      }
    }
    var changes = new ArrayList<SlotChange>();
    after.forEach(
        (slot, doors) ->
            changes.add(new SlotChange(slot, doors(slot), doors, first.contains(slot), now)));
    return changes;
  }

  private Map<Door, Long> at(Map<Slot, Map<Door, Long>> after, Slot slot, long now) {
    return after.computeIfAbsent(
        slot,
        _ -> {
          var doors = new LinkedHashMap<>(doors(slot));
          doors.values().removeIf(until -> !isOpen(until, now));
          return doors;
        });
  }

  /// A newer forward takes the place of one that leads elsewhere: a slot has one way.
  static void add(Map<Door, Long> doors, Door door, long until) {
    if (door.opening() instanceof Opening.Forward(_, _, var to, _)) {
      doors
          .keySet()
          .removeIf(
              other ->
                  other.opening() instanceof Opening.Forward(_, _, var there, _)
                      && !there.equals(to));
    }
    doors.put(door, until);
  }

  /// The change has happened.
  void commit(SlotChange change) {
    if (change.first() || !hasOnce(change.after())) {
      used.remove(change.slot());
    }
    if (change.after().isEmpty()) {
      open.remove(change.slot());
    } else {
      open.put(change.slot(), change.after());
    }
  }

  /// These doors and no others are open.
  ///
  /// @param used the slots whose first connection has come
  void become(Map<Slot, Map<Door, Long>> doors, Set<Slot> used) {
    open = new HashMap<>(doors);
    this.used = new HashSet<>(used);
  }

  /// Whether the first connection has come that a door of this slot was opened for.
  boolean isUsed(Slot slot) {
    return used.contains(slot);
  }

  /// The openings whose first connection has come, and shut the door behind it.
  ///
  /// @param standing the elements of such doors in the kernel
  Set<Opening> used(Set<Element> standing) {
    var openings = new HashSet<Opening>();
    for (var element : standing) {
      if (element instanceof Element.Stay(var slot, _)
          && !standing.contains(new Element.First(slot))) {
        used.add(slot);
        doors(slot).keySet().stream()
            .filter(Door::once)
            .forEach(door -> openings.add(door.opening()));
      }
    }
    return openings;
  }

  /// The doors of a slot, those whose time is over included.
  Map<Door, Long> doors(Slot slot) {
    return open.getOrDefault(slot, Map.of());
  }

  /// The elements that these doors of one slot need, each with the time at which it ends: the
  /// latest that one of its doors has. A first connection is not among them: it may have come.
  static Map<Element, Long> elements(Slot slot, Map<Door, Long> doors) {
    var elements = new LinkedHashMap<Element, Long>();
    doors.forEach(
        (door, until) -> {
          if (door.opening() instanceof Opening.Forward forward) {
            elements.merge(new Element.Lead(slot, forward.to()), until + MARGIN, Math::max);
          }
          elements.merge(standing(slot, door), until, Math::max);
        });
    return elements;
  }

  /// The element that stands as long as the door's time.
  static Element standing(Slot slot, Door door) {
    return door.once()
        ? new Element.Stay(slot, door.atClose())
        : new Element.Admit(slot, door.atClose());
  }

  static boolean hasOnce(Map<Door, Long> doors) {
    return doors.keySet().stream().anyMatch(Door::once);
  }

  /// When the last door ends that shuts behind its first connection.
  static long latestOnce(Map<Door, Long> doors) {
    return doors.entrySet().stream()
        .filter(door -> door.getKey().once())
        .mapToLong(Map.Entry::getValue)
        .reduce(Math::max)
        .orElseThrow();
  }

  static boolean isOpen(long until, long now) {
    return until - now > JIFFY;
  }

  /// Never so long that the sum with a clock reading could overflow.
  static long nanos(Duration time) {
    var most = Duration.ofDays(365);
    return (time.compareTo(most) < 0 ? time : most).toNanos();
  }
}
