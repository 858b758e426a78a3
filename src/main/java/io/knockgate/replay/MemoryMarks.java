package io.knockgate.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Marks that go with the process: enough where nothing is granted, as when a capture is explained,
/// and what a file of marks knows while it is open.
public final class MemoryMarks implements Marks {
  /// The most marks at once. Beyond, nothing is accepted that would leave another one: forgetting
  /// one would accept a knock twice. They take about 20 MB.
  public static final int MOST = 100_000;

  private record Value(String series, String text) {}

  private final Map<String, Mark.Counter> counters = new HashMap<>();
  private final Map<Value, Instant> onces = new HashMap<>();
  private final Map<String, Stamps> stamps = new HashMap<>();

  /// No marks.
  public MemoryMarks() {}

  @Override
  public boolean use(Mark mark, Instant now) throws MarksException {
    if (!isNew(mark, now)) {
      return false;
    }
    makeRoom(mark, now);
    enter(mark);
    return true;
  }

  /// Whether this mark could be used now. Uses nothing up.
  public boolean isNew(Mark mark, Instant now) {
    return switch (mark) {
      case Mark.Counter(var series, long number, _) -> {
        var before = counters.get(series);
        yield before == null || number > before.number();
      }
      case Mark.Once(var series, var text, _) ->
          !now.isBefore(onces.getOrDefault(new Value(series, text), Instant.MIN));
      case Mark.Stamped(var series, var text, var at, _) -> {
        var before = stamps.get(series);
        yield before == null || before.isNew(text, at);
      }
    };
  }

  /// Makes sure that this mark can be entered, if need be by forgetting what may be forgotten now.
  ///
  /// @throws MarksException where there is no room for it
  public void makeRoom(Mark mark, Instant now) throws MarksException {
    if (size() >= MOST && !isEntered(mark)) {
      forget(now);
      if (size() >= MOST) {
        throw new MarksException(
            ("there are already %d marks of used knocks, and none may be forgotten: shorten `once-in`,"
                    + " or the files of one-time sequences")
                .formatted(MOST));
      }
    }
  }

  private boolean isEntered(Mark mark) {
    return switch (mark) {
      case Mark.Counter(var series, _, _) -> counters.containsKey(series);
      case Mark.Once(var series, var text, _) -> onces.containsKey(new Value(series, text));
      case Mark.Stamped _ -> true; // their room is bounded by themselves
    };
  }

  /// Enters a mark that was used; of two for the same, the one that forbids more stays.
  public void enter(Mark mark) {
    switch (mark) {
      case Mark.Counter counter ->
          counters.merge(
              counter.series(),
              counter,
              (one, other) -> one.number() > other.number() ? one : other);
      case Mark.Once(var series, var text, var until) ->
          onces.merge(
              new Value(series, text), until, (one, other) -> one.isAfter(other) ? one : other);
      case Mark.Stamped stamped -> stamps(stamped.series()).enter(stamped);
    }
  }

  private Stamps stamps(String series) {
    return stamps.computeIfAbsent(series, _ -> new Stamps());
  }

  /// Makes what bears a stamp of this series until then, this included, never new again.
  public void raise(String series, Instant floor) {
    stamps(series).raise(floor);
  }

  /// Until when stamps of each series were forgotten, where any were.
  public Map<String, Instant> floors() {
    var floors = new HashMap<String, Instant>();
    stamps.forEach(
        (series, those) -> {
          if (those.floor().isAfter(Instant.MIN)) {
            floors.put(series, those.floor());
          }
        });
    return floors;
  }

  /// Forgets what may be forgotten at this time.
  public void forget(Instant now) {
    onces.values().removeIf(until -> !now.isBefore(until));
  }

  private int size() {
    return counters.size() + onces.size();
  }

  /// All marks, in no order.
  public List<Mark> all() {
    var all = new ArrayList<Mark>(counters.values());
    onces.forEach((value, until) -> all.add(new Mark.Once(value.series(), value.text(), until)));
    stamps.values().forEach(those -> all.addAll(those.all()));
    return all;
  }
}
