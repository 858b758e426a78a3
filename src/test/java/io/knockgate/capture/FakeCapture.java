package io.knockgate.capture;

import io.knockgate.packet.Frame;
import io.knockgate.packet.Link;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/// A capture that hears what a test lets arrive.
public final class FakeCapture implements Capture {
  private final int number;

  /// What arrived; empty is the end.
  private final LinkedBlockingQueue<Optional<byte[]>> arrived = new LinkedBlockingQueue<>();
  private final LongAdder heard = new LongAdder();
  private volatile String obstacle = "not listening yet";

  public FakeCapture(int number) {
    this.number = number;
  }

  /// Lets an IP packet arrive.
  public void arrive(byte[] packet) {
    arrived.add(Optional.of(packet.clone()));
  }

  @Override
  public void open() {}

  @Override
  public void listen(Ear ear) {
    obstacle = "";
    try {
      var packet = arrived.take();
      while (packet.isPresent()) {
        heard.increment();
        ear.hear(new Frame(packet.get(), Link.IP, System.nanoTime(), number));
        packet = arrived.take();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    obstacle = "closed";
  }

  @Override
  public void tune(Tuning tuning) {}

  @Override
  public CaptureReport report() {
    return new CaptureReport("fake", obstacle.isEmpty(), obstacle, heard.sum(), 0);
  }

  @Override
  public void close() {
    arrived.add(Optional.empty());
  }
}
