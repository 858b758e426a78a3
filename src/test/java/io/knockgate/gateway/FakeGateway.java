package io.knockgate.gateway;

import io.knockgate.action.Opening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A firewall in memory, with a clock that tests may move. It is stricter than the kernel: two
/// doors that lead one source's port to two places are a fault of whoever opens them.
public final class FakeGateway implements Gateway {
  private final Map<Shutting, Long> deadlines = new HashMap<>();

  /// No deadline is earlier.
  private long earliest = Long.MAX_VALUE;

  private final Set<Opening> used = new HashSet<>();
  private final List<Change> applied = new ArrayList<>();
  private @Nullable String refusal;
  private final LongSupplier clock;
  private long passed;
  private boolean gone;
  private boolean losing;

  /// Whether the table stands, with whatever doors.
  private boolean there;

  /// With a clock that only [#pass] moves.
  public FakeGateway() {
    this(() -> 0);
  }

  /// @param clock monotonic nanoseconds
  public FakeGateway(LongSupplier clock) {
    this.clock = clock;
  }

  /// From now on everything is refused with these words.
  public void refuse(String words) {
    refusal = words;
  }

  /// From now on changes are done, but their answers are lost.
  public void loseAnswers() {
    losing = true;
  }

  /// From now on everything is done again.
  public void obey() {
    refusal = null;
    losing = false;
  }

  /// Moves the clock.
  public void pass(Duration time) {
    passed += time.toNanos();
  }

  private long now() {
    long now = clock.getAsLong() + passed;
    if (earliest <= now) {
      deadlines.values().removeIf(deadline -> deadline <= now);
      earliest = deadlines.values().stream().mapToLong(it -> it).min().orElse(Long.MAX_VALUE);
    }
    return now;
  }

  /// Somebody flushes the table: no change is possible until it is reconciled.
  public void flush() {
    deadlines.clear();
    gone = true;
    there = false;
  }

  /// The first connection comes by a door.
  public void use(Opening opening) {
    used.add(opening);
  }

  @Override
  public Set<Opening> used() throws GatewayException {
    obeying();
    now();
    var openings = new HashSet<Opening>();
    deadlines.keySet().stream()
        .filter(door -> door.once() && used.contains(door.opening()))
        .forEach(door -> openings.add(door.opening()));
    return openings;
  }

  /// The doors that are open, each with the time it has left.
  public Map<Shutting, Duration> open() {
    long now = now();
    var open = new HashMap<Shutting, Duration>();
    deadlines.forEach((door, deadline) -> open.put(door, Duration.ofNanos(deadline - now)));
    return open;
  }

  /// Every change that was done.
  public List<Change> applied() {
    return List.copyOf(applied);
  }

  /// The last change that was done.
  public Change last() {
    return applied.getLast();
  }

  @Override
  public void apply(Change change) throws GatewayException {
    obeying();
    if (gone) {
      throw new GatewayException("the table is gone", null, GatewayException.Fate.GONE);
    }
    there = true;
    change.shut().forEach(deadlines::remove);
    for (var passage : change.open()) {
      open(passage, passage.remaining());
      if (passage.entry() == Entry.FIRST) {
        used.remove(passage.opening());
      }
    }
    applied.add(change);
    if (losing) {
      throw new GatewayException("the answer is lost", null, GatewayException.Fate.UNSURE);
    }
  }

  private void open(Passage passage, Duration remaining) {
    long now = now();
    var door = new Shutting(passage.opening(), passage.atClose(), passage.once());
    if (passage.opening() instanceof Opening.Forward forward) {
      deadlines.keySet().removeIf(other -> leadsElsewhere(other.opening(), forward));
    }
    long deadline = now + remaining.toNanos();
    deadlines.put(door, deadline);
    earliest = Math.min(earliest, deadline);
  }

  private static boolean leadsElsewhere(Opening one, Opening.Forward here) {
    return one instanceof Opening.Forward there
        && there.source().equals(here.source())
        && there.port().equals(here.port())
        && !there.to().equals(here.to());
  }

  @Override
  public List<Passage> reconcile(Collection<Passage> wanted) throws GatewayException {
    obeying();
    gone = false;
    boolean stood = there;
    there = true;
    long now = now();
    var before = new HashMap<>(deadlines);
    var found = new LinkedHashMap<Shutting, Passage>();
    deadlines.clear();
    for (var passage : wanted) {
      var door = new Shutting(passage.opening(), passage.atClose(), passage.once());
      if (stood && !before.containsKey(door)) {
        continue;
      }
      var deadline =
          Math.min(before.getOrDefault(door, Long.MAX_VALUE), now + passage.remaining().toNanos());
      var remaining = Duration.ofNanos(deadline - now);
      open(passage, remaining);
      found.put(
          door, new Passage(passage.opening(), remaining, passage.atClose(), passage.entry()));
    }
    return List.copyOf(found.values());
  }

  private void obeying() throws GatewayException {
    if (refusal != null) {
      throw new GatewayException(refusal);
    }
  }
}
