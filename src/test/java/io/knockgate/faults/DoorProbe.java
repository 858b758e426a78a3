package io.knockgate.faults;

import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Connects to one port of the gateway all the time, as the client, and knows until when it may get
/// through: what opens later than that, and a second, is open longer than its time.
final class DoorProbe implements AutoCloseable {
  /// How much later than its time a door may be found open.
  static final Duration GRACE = Duration.ofSeconds(1);

  private static final int PATIENCE_MILLIS = 200;
  private static final Duration REST = Duration.ofMillis(10);
  private static final int MOST_TOLD = 20;

  private final Lab lab;
  private final String address;
  private final int port;
  private final AtomicLong until = new AtomicLong(System.nanoTime());
  private final AtomicInteger tries = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();
  private final List<String> openTooLong = new CopyOnWriteArrayList<>();
  private final AtomicInteger faults = new AtomicInteger();
  private final AtomicLong lastOpened = new AtomicLong(System.nanoTime());
  private final Thread thread;
  private volatile boolean over;

  private DoorProbe(Lab lab, String address, int port) {
    this.lab = lab;
    this.address = address;
    this.port = port;
    this.thread = Thread.ofPlatform().daemon().name("probe " + port).unstarted(this::probe);
  }

  /// Begins to connect to the gateway's TCP port, where something listens behind the door.
  static DoorProbe of(Lab lab, int port) {
    return of(lab, Lab.GATEWAY_V4, port);
  }

  static DoorProbe of(Lab lab, String address, int port) {
    var probe = new DoorProbe(lab, address, port);
    probe.begin();
    return probe;
  }

  /// One that waits for [#begin].
  static DoorProbe waiting(Lab lab, int port) {
    return new DoorProbe(lab, Lab.GATEWAY_V4, port);
  }

  /// Begins to connect, where it has not: from now on the door is to be shut.
  void begin() {
    if (thread.getState() == Thread.State.NEW) {
      mayOpen(Duration.ZERO);
      thread.start();
    }
  }

  /// From now on the door may be open for so long. To be told before somebody knocks, and after:
  /// a knock takes its time.
  void mayOpen(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    until.accumulateAndGet(end, (one, other) -> one - other > 0 ? one : other);
  }

  /// The door may be open for so long from now and no longer, whatever was said before.
  void mustBeShutFrom(Duration time) {
    until.set(System.nanoTime() + time.toNanos());
  }

  /// Whether by now the door must be shut.
  boolean mustBeShut() {
    return System.nanoTime() - until.get() > GRACE.toNanos();
  }

  /// For how long the door may be open; negative where it may not.
  Duration left() {
    return Duration.ofNanos(until.get() - System.nanoTime());
  }

  /// How often it got through.
  int opened() {
    return opened.get();
  }

  /// When it last got through, by the monotonic clock.
  long lastOpened() {
    return lastOpened.get();
  }

  /// How often it tried.
  int tries() {
    return tries.get();
  }

  /// How often it got through when it should not, and the first few of these cases.
  int faults() {
    return faults.get();
  }

  List<String> openTooLong() {
    return List.copyOf(openTooLong);
  }

  private void probe() {
    try {
      lab.inside(
          Place.CLIENT,
          () -> {
            while (!over) {
              probeOnce();
              Thread.sleep(REST.toMillis());
            }
            return true;
          });
    } catch (Exception failed) {
      fault("the probe of port " + port + " failed: " + failed);
    }
  }

  private void probeOnce() {
    boolean shut = mustBeShut(); // before it tries
    long late = System.nanoTime() - until.get();
    tries.incrementAndGet();
    if (connects()) {
      lastOpened.set(System.nanoTime());
      opened.incrementAndGet();
      if (shut) {
        fault("port %d was open %d ms after its time".formatted(port, late / 1_000_000));
      }
    }
  }

  private void fault(String words) {
    faults.incrementAndGet();
    if (openTooLong.size() < MOST_TOLD) {
      openTooLong.add(words);
    }
  }

  private boolean connects() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), PATIENCE_MILLIS);
      return true;
    } catch (IOException shut) {
      return false;
    }
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
