package io.knockgate.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.net.Port;
import io.knockgate.packet.Frame;
import io.knockgate.packet.Heard;
import io.knockgate.packet.Packet;
import io.knockgate.packet.PacketDecoder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A capture at work on a thread of its own, and what it heard so far.
public final class Listener implements AutoCloseable {
  /// Longer than any honest wait on a busy machine.
  public static final Duration LIMIT = Duration.ofSeconds(20);

  private final ConcurrentLinkedQueue<Heard> heard = new ConcurrentLinkedQueue<>();
  private final Capture capture;
  private final Thread thread;

  /// Listens.
  ///
  /// @param capture opened already
  /// @param enter is run first on the thread
  public Listener(Capture capture, Runnable enter) {
    this.capture = capture;
    this.thread =
        Thread.ofPlatform()
            .name("listener")
            .start(
                () -> {
                  enter.run();
                  capture.listen(heard::add);
                });
  }

  /// The frames heard so far, in order.
  public List<Frame> frames() {
    return heard.stream().filter(Frame.class::isInstance).map(Frame.class::cast).toList();
  }

  /// The packets heard so far, in order.
  public List<Packet> packets() {
    return heard.stream()
        .map(PacketDecoder::decode)
        .filter(Packet.class::isInstance)
        .map(Packet.class::cast)
        .toList();
  }

  /// The ports that were knocked on so far, in order.
  public List<Port> ports() {
    return packets().stream().map(Packet::port).toList();
  }

  /// The ports that those came from, in order.
  public List<Integer> sourcePorts() {
    return packets().stream().map(Packet::sourcePort).toList();
  }

  public CaptureReport report() {
    return capture.report();
  }

  /// Waits until packets would be heard.
  public Listener ready() {
    await().atMost(LIMIT).until(() -> capture.report().listening());
    return this;
  }

  /// Waits until this port was knocked on.
  public void awaitPort(Port port) {
    await().atMost(LIMIT).until(() -> ports().contains(port));
  }

  /// Waits until a packet came from this port.
  public void awaitSourcePort(int port) {
    await().atMost(LIMIT).until(() -> sourcePorts().contains(port));
  }

  /// Waits until the capture says this of itself.
  public void awaitDetail(String detail) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(capture.report().detail()).isEqualTo(detail));
  }

  /// Whether it has ended, after a while at most.
  public boolean ends() {
    try {
      return thread.join(LIMIT);
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  @Override
  public void close() {
    capture.close();
    assertThat(ends()).isTrue();
  }
}
