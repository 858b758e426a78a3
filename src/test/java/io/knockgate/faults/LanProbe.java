package io.knockgate.faults;

import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Connects all the time, from a host of the LAN, to a port that the gateway guards on the side of
/// the internet. It must always get through.
final class LanProbe implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final Duration REST = Duration.ofMillis(10);

  private final AtomicInteger through = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final Thread thread;
  private volatile boolean over;

  private LanProbe(Lab lab, int port) {
    var gateway = new InetSocketAddress(Lab.GATEWAY_LAN_V4, port);
    thread = Thread.ofPlatform().daemon().name("LAN probe").unstarted(() -> probe(lab, gateway));
  }

  /// Begins.
  static LanProbe of(Lab lab, int port) {
    var probe = new LanProbe(lab, port);
    probe.thread.start();
    return probe;
  }

  /// How often it got through.
  int through() {
    return through.get();
  }

  /// How often it did not.
  int failed() {
    return failed.get();
  }

  private void probe(Lab lab, InetSocketAddress gateway) {
    try {
      lab.inside(
          Place.HOST,
          () -> {
            while (!over) {
              (connects(gateway) ? through : failed).incrementAndGet();
              Thread.sleep(REST.toMillis());
            }
            return true;
          });
    } catch (Exception broken) {
      failed.incrementAndGet();
    }
  }

  private static boolean connects(InetSocketAddress gateway) {
    try (var socket = new Socket()) {
      socket.connect(gateway, PATIENCE_MILLIS);
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
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
