package io.knockgate.capture.udp;

import io.knockgate.capture.Capture;
import io.knockgate.capture.CaptureException;
import io.knockgate.capture.CaptureReport;
import io.knockgate.capture.Ear;
import io.knockgate.capture.Tuning;
import io.knockgate.linux.Datagrams;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.UdpSocket;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import io.knockgate.packet.Payload;
import io.knockgate.packet.Screen;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Hears the datagrams to one port on a socket of our own, which systemd may have passed, in the
/// network namespace of the thread that opens it. It never answers. Of a datagram that its screen
/// keeps out nothing is kept, and nothing is allocated for it.
public final class UdpCapture implements Capture {
  /// Some 10,000 datagrams of a few hundred bytes: as many as come in 25 ms of a flood at 400,000 a
  /// second.
  private static final int RECEIVE_BUFFER = 4 * 1024 * 1024;

  private final int number;
  private final Port port;
  private final byte[] bytes = new byte[Datagrams.LONGEST];
  private final LongAdder heard = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private volatile Screen screen;
  private volatile String obstacle = "not listening yet";
  private volatile @Nullable UdpSocket socket;

  /// @param number this capture's place in the configuration, from 0
  /// @param port the UDP port's number
  /// @param tuning of which it needs the screen of its port alone
  public UdpCapture(int number, int port, Tuning tuning) {
    this.number = number;
    this.port = Port.udp(port);
    this.screen = tuning.screens().of(this.port);
  }

  @Override
  public void open() throws CaptureException {
    try {
      var opened = UdpSocket.open(port.number());
      socket = opened;
      opened.receiveBuffer(RECEIVE_BUFFER);
    } catch (LinuxException refused) {
      close();
      throw new CaptureException(name() + ": " + refused.getMessage());
    }
  }

  @Override
  public void listen(Ear ear) {
    var source = socket;
    if (source == null) {
      throw new IllegalStateException("open comes first");
    }
    obstacle = "";
    try {
      while (!source.isClosed()) {
        int count = source.receive();
        if (count > 0) {
          hear(source.datagrams(), count, ear);
          lost.add(source.lostSinceAsked());
        }
      }
      obstacle = "closed";
    } catch (LinuxException refused) {
      obstacle = name() + ": " + refused.getMessage();
    }
  }

  private void hear(Datagrams datagrams, int count, Ear ear) {
    long now = System.nanoTime();
    heard.add(count);
    for (int i = 0; i < count; i++) {
      int length = datagrams.length(i);
      if (length < 0) {
        continue; // longer than any knock
      }
      datagrams.copyTo(i, bytes);
      if (screen.passes(bytes, 0, length)) {
        ear.hear(packet(datagrams, i, length, now));
      }
    }
  }

  private Packet packet(Datagrams datagrams, int i, int length, long now) {
    return new Packet(
        datagrams.source(i),
        datagrams.destination(i),
        datagrams.sourcePort(i),
        port,
        0,
        now,
        number,
        new Payload(Arrays.copyOf(bytes, length), 0, length));
  }

  @Override
  public void tune(Tuning tuning) {
    screen = tuning.screens().of(port);
  }

  @Override
  public CaptureReport report() {
    var why = obstacle;
    return new CaptureReport(name(), why.isEmpty(), why, heard.sum(), lost.sum());
  }

  @Override
  public void close() {
    var source = socket;
    if (source != null) {
      source.close();
    }
  }

  private String name() {
    return "udp " + port.number();
  }
}
