package io.knockgate.faults;

import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Connects to a guarded port that answers with a reset while it is shut, again and again, from an
/// address that has no door: so the times at which it was open are known to within two connects,
/// some tenths of a millisecond. Each is told too long: from the last connect before that was
/// refused to the first one after that was, or whose answer was lost because the port shut
/// meanwhile.
final class GapProbe implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 200;
  private static final long REST_NANOS = 100_000;

  /// So many refusals in a row, after the change: it is over.
  private static final int QUIET = 100;

  private final Lab lab;
  private final InetSocketAddress port;
  private final Thread thread = Thread.ofPlatform().daemon().name("gaps").unstarted(this::probe);
  private final List<Duration> gaps = new ArrayList<>();
  private volatile boolean over;
  private long refusedAt = System.nanoTime();
  private boolean open;
  private int refused;
  private int admitted;

  private GapProbe(Lab lab, int port) {
    this.lab = lab;
    this.port = new InetSocketAddress(Lab.GATEWAY_V4, port);
  }

  /// Begins.
  static GapProbe of(Lab lab, int port) {
    var probe = new GapProbe(lab, port);
    probe.thread.start();
    return probe;
  }

  /// Forgets what was open so far, once it is shut.
  synchronized void forget() throws InterruptedException {
    awaitShut();
    gaps.clear();
    admitted = 0;
  }

  /// Waits until it has been shut for a while.
  synchronized void awaitShut() throws InterruptedException {
    refused = 0;
    long deadline = System.nanoTime() + Faults.LIMIT.toNanos();
    while (refused < QUIET) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("the port is open");
      }
      wait(50);
    }
  }

  /// The times at which it was open.
  synchronized List<Duration> gaps() {
    return List.copyOf(gaps);
  }

  /// How many connects got through.
  synchronized int admitted() {
    return admitted;
  }

  private void probe() {
    try {
      lab.inside(
          Place.CLIENT,
          () -> {
            while (!over) {
              probeOnce();
              LockSupport.parkNanos(REST_NANOS);
            }
            return true;
          });
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private void probeOnce() throws IOException {
    long begun = System.nanoTime();
    try (var socket = new Socket()) {
      socket.bind(new InetSocketAddress(Lab.OTHER_CLIENT_V4, 0));
      socket.setSoLinger(true, 0);
      socket.connect(port, PATIENCE_MILLIS);
      note(true, begun, System.nanoTime());
    } catch (ConnectException reset) {
      note(false, begun, System.nanoTime());
    } catch (IOException lost) {
      note(false, begun, begun);
    }
  }

  private synchronized void note(boolean gotIn, long begun, long known) {
    if (gotIn) {
      open = true;
      admitted++;
      refused = 0;
    } else {
      if (open) {
        gaps.add(Duration.ofNanos(known - refusedAt));
      }
      open = false;
      refusedAt = begun;
      refused++;
      notifyAll();
    }
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
