package io.knockgate.gateway;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A gateway that holds its doors in memory, shuts them on time by the clock it is given, and
/// refuses when told to. May be used from any thread.
public final class FakeGateway implements Gateway {
  /// A door and how it ends.
  public record Door(Opening opening, AtClose atClose) {}

  private final LongSupplier nanos;
  private final Map<Door, Long> open = new LinkedHashMap<>();
  private final List<Change> changes = new ArrayList<>();
  private @Nullable String refusal;

  /// With the machine's clock.
  public FakeGateway() {
    this(System::nanoTime);
  }

  /// @param nanos the monotonic clock
  public FakeGateway(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// Refuses everything from now on.
  public synchronized void refuse(String reason) {
    refusal = reason;
  }

  /// Refuses nothing from now on.
  public synchronized void obey() {
    refusal = null;
  }

  @Override
  public synchronized void apply(Change change) throws GatewayException {
    refuseIfTold();
    changes.add(change);
    for (var shut : change.shut()) {
      open.remove(new Door(shut.opening(), shut.atClose()));
    }
    long now = nanos.getAsLong();
    for (var passage : change.open()) {
      add(passage, now + passage.remaining().toNanos());
    }
  }

  @Override
  public synchronized List<Passage> reconcile(Collection<Passage> wanted) throws GatewayException {
    refuseIfTold();
    var before = open();
    long now = nanos.getAsLong();
    open.clear();
    var real = new ArrayList<Passage>();
    for (var passage : wanted) {
      var left = before.get(new Door(passage.opening(), passage.atClose()));
      var time =
          left == null || left.compareTo(passage.remaining()) > 0 ? passage.remaining() : left;
      var door = new Passage(passage.opening(), time, passage.atClose());
      add(door, now + time.toNanos());
      real.add(door);
    }
    return real;
  }

  /// The doors that are open now, each with the time it has left.
  public synchronized Map<Door, Duration> open() {
    long now = nanos.getAsLong();
    open.values().removeIf(until -> until - now <= 0);
    var left = new LinkedHashMap<Door, Duration>();
    open.forEach((door, until) -> left.put(door, Duration.ofNanos(until - now)));
    return left;
  }

  /// Whether the door is open now.
  public synchronized boolean isOpen(Opening opening, AtClose atClose) {
    return open().containsKey(new Door(opening, atClose));
  }

  /// Every change that was applied, in order.
  public synchronized List<Change> changes() {
    return List.copyOf(changes);
  }

  /// Somebody flushed the firewall.
  public synchronized void flush() {
    open.clear();
  }

  private void add(Passage passage, long until) {
    if (passage.opening() instanceof Opening.Forward forward) {
      open.keySet()
          .removeIf(
              other ->
                  other.opening() instanceof Opening.Forward there
                      && there.source().equals(forward.source())
                      && there.port().equals(forward.port())
                      && !there.to().equals(forward.to()));
    }
    open.put(new Door(passage.opening(), passage.atClose()), until);
  }

  private void refuseIfTold() throws GatewayException {
    if (refusal != null) {
      throw new GatewayException(refusal);
    }
  }
}
