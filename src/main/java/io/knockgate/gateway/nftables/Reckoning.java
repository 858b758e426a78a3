package io.knockgate.gateway.nftables;

import io.knockgate.action.Opening;
import io.knockgate.gateway.Passage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What was found of the doors that are wanted, and what they are from now on. Knows nothing of the
/// kernel but what it is told.
final class Reckoning {
  private final long now;
  private final Map<Slot, Map<Door, Long>> found = new HashMap<>();
  private final Map<Slot, Map<Door, Long>> doors = new LinkedHashMap<>();
  private final Set<Slot> used = new HashSet<>();

  private Reckoning(long now) {
    this.now = now;
  }

  /// Compares what is wanted with what there is.
  ///
  /// @param standing the elements in the kernel; null where they are gone, and what is remembered
  ///     counts instead
  /// @param remembered what we know to be open
  /// @param up the first connections that are up, by conntrack's number
  static Reckoning of(
      Collection<Passage> wanted,
      @Nullable Map<Element, Duration> standing,
      Doors remembered,
      Map<Integer, Slot> up,
      long now) {
    var reckoning = new Reckoning(now);
    for (var passage : wanted) {
      var door = Door.of(passage);
      var slot = Slot.of(passage.opening());
      var left =
          standing == null ? remembered(remembered, slot, door, now) : left(standing, slot, door);
      if (door.once()) {
        boolean isUsed =
            (standing != null && left != null)
                ? !standing.containsKey(new Element.First(slot))
                : remembered.isUsed(slot) || up.containsValue(slot);
        if (isUsed) {
          reckoning.used.add(slot);
        }
        if (left == null && up.containsValue(slot)) {
          left = passage.remaining();
        }
      }
      // Where our table stands, a door that it lacks and that we have not opened was shut: what
      // says that it is open is older.
      if (left != null || standing == null || remembered.doors(slot).containsKey(door)) {
        reckoning.add(slot, door, passage.remaining(), left);
      }
    }
    return reckoning;
  }

  private static @Nullable Duration remembered(Doors remembered, Slot slot, Door door, long now) {
    var until = remembered.doors(slot).get(door);
    return until != null && Doors.isOpen(until, now) ? Duration.ofNanos(until - now) : null;
  }

  private static @Nullable Duration left(Map<Element, Duration> standing, Slot slot, Door door) {
    boolean led =
        switch (door.opening()) {
          case Opening.Pinhole _ -> true;
          case Opening.Forward(_, _, var to, _) -> standing.containsKey(new Element.Lead(slot, to));
        };
    return led ? standing.get(Doors.standing(slot, door)) : null;
  }

  private void add(Slot slot, Door door, Duration wanted, @Nullable Duration left) {
    long until = now + Doors.nanos(wanted);
    if (left != null) {
      until = Math.min(until, now + Doors.nanos(left));
      found.computeIfAbsent(slot, _ -> new HashMap<>()).put(door, until);
    }
    Doors.add(doors.computeIfAbsent(slot, _ -> new LinkedHashMap<>()), door, until);
  }

  /// The doors from now on, each with the [System#nanoTime] at which it ends.
  Map<Slot, Map<Door, Long>> doors() {
    return doors;
  }

  /// The slots whose first connection has come.
  Set<Slot> used() {
    return used;
  }

  /// First connections have come there since.
  void use(Set<Slot> slots) {
    used.addAll(slots);
  }

  /// Where the slot led until now, if that is where it leads from now on.
  Optional<Way> staying(Slot slot) {
    var before = found.get(slot);
    var after = doors.get(slot);
    if (before == null || after == null) {
      return Optional.empty();
    }
    return Optional.of(Way.of(after.keySet())).filter(Way.of(before.keySet())::equals);
  }

  /// The elements of the doors, each with the time that it has left at that moment.
  Map<Element, Duration> elements(long then) {
    return elements(then, _ -> true);
  }

  /// Those of the doors that were open until now and lead where they led.
  Map<Element, Duration> staying(long then) {
    return elements(then, slot -> staying(slot).isPresent());
  }

  private Map<Element, Duration> elements(long then, Predicate<Slot> which) {
    var elements = new LinkedHashMap<Element, Duration>();
    doors.forEach(
        (slot, of) -> {
          if (which.test(slot)) {
            boolean first = Doors.hasOnce(of) && !used.contains(slot);
            new Doors.SlotChange(slot, Map.of(), of, first, then)
                .there()
                .forEach((element, until) -> elements.put(element, Duration.ofNanos(until - then)));
          }
        });
    return elements;
  }

  /// Those of the wanted passages that there are, with the time that each really has.
  List<Passage> really(Collection<Passage> wanted) {
    var real = new ArrayList<Passage>();
    for (var passage : wanted) {
      var until = doors.getOrDefault(Slot.of(passage.opening()), Map.of()).get(Door.of(passage));
      if (until != null) {
        var left = Duration.ofNanos(Math.max(1, until - now));
        real.add(new Passage(passage.opening(), left, passage.atClose(), passage.entry()));
      }
    }
    return real;
  }
}
