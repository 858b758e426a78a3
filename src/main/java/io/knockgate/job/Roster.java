package io.knockgate.job;

import io.knockgate.action.Action;
import io.knockgate.id.Id;
import io.knockgate.net.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// All jobs that are not over, and which of them must not run at once: those of one lane, of which
/// only the first may. One thread calls it, except for [#all].
final class Roster {
  /// Steps of an action, of one source where they open doors, which are for somebody.
  private record Lane(String action, @Nullable Address source) {
    static Lane of(Job job, @Nullable Action action) {
      boolean forSomebody = action == null || action.opensDoors();
      return new Lane(job.action(), forSomebody ? job.claim().source() : null);
    }
  }

  private record Place(long number, Entry entry) {}

  private Map<String, Action> actions;
  private final Map<Id, Place> byId = new HashMap<>();
  private final ConcurrentSkipListMap<Long, Entry> inOrder = new ConcurrentSkipListMap<>();
  private final Map<Lane, List<Entry>> lanes = new HashMap<>();

  /// Where each stands until it leaves, whatever its action has become meanwhile.
  private final Map<Id, Lane> laneOf = new HashMap<>();

  private final Map<String, Integer> counts = new HashMap<>();
  private long number;

  /// @param actions what is configured, by name
  Roster(Map<String, Action> actions) {
    this.actions = Map.copyOf(actions);
  }

  /// From now on these are configured. Who is here stays.
  void reform(Map<String, Action> actions) {
    this.actions = Map.copyOf(actions);
  }

  @Nullable Action action(Job job) {
    return actions.get(job.action());
  }

  Entry add(Job job) {
    var action = action(job);
    var entry = new Entry(job, action);
    var place = new Place(number++, entry);
    var lane = Lane.of(job, action);
    byId.put(job.id(), place);
    inOrder.put(place.number(), entry);
    laneOf.put(job.id(), lane);
    insert(lanes.computeIfAbsent(lane, _ -> new ArrayList<>()), entry);
    counts.merge(job.action(), 1, Integer::sum);
    return entry;
  }

  /// What follows a lease's end goes before what was knocked for and has not begun.
  private static void insert(List<Entry> lane, Entry entry) {
    int place = lane.size();
    if (entry.job().part() == Job.Part.THEN) {
      while (place > 0 && !staysBefore(lane.get(place - 1))) {
        place--;
      }
    }
    lane.add(place, entry);
  }

  private static boolean staysBefore(Entry other) {
    return other.stage().isUnderWay() || other.job().part() == Job.Part.THEN;
  }

  /// It is over. Its lane is blocked until it leaves.
  void remove(Entry entry) {
    var place = byId.remove(entry.job().id());
    if (place != null) {
      inOrder.remove(place.number());
      counts.computeIfPresent(entry.job().action(), (_, count) -> count > 1 ? count - 1 : null);
    }
  }

  /// One that is over makes way for the next of its lane.
  ///
  /// @return that one; null where there is none
  @Nullable Entry leave(Entry entry) {
    var lane = laneOf.remove(entry.job().id());
    var left =
        lane == null
            ? null
            : lanes.computeIfPresent(
                lane, (_, its) -> its.remove(entry) && its.isEmpty() ? null : its);
    return left == null ? null : left.getFirst();
  }

  @Nullable Entry get(Id id) {
    var place = byId.get(id);
    return place == null ? null : place.entry();
  }

  int size() {
    return byId.size();
  }

  int count(String action) {
    return counts.getOrDefault(action, 0);
  }

  private Lane laneOf(Job job) {
    var lane = laneOf.get(job.id());
    return lane == null ? Lane.of(job, action(job)) : lane;
  }

  /// Those in this job's lane, in the order in which they are done.
  List<Entry> lane(Job job) {
    return List.copyOf(lanes.getOrDefault(laneOf(job), List.of()));
  }

  /// Those in this job's lane that were knocked for, in the order in which they are done.
  List<Entry> knockedFor(Job job) {
    return lane(job).stream().filter(other -> other.job().part() == Job.Part.STEPS).toList();
  }

  /// The one of this job's lane whose turn it is; null where there is none.
  @Nullable Entry first(Job job) {
    var lane = lanes.get(laneOf(job));
    return lane == null ? null : lane.getFirst();
  }

  /// All, in the order they were promised; safe from any thread.
  Collection<Entry> all() {
    return List.copyOf(inOrder.values());
  }
}
