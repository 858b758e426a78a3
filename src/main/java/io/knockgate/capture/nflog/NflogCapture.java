package io.knockgate.capture.nflog;

import io.knockgate.capture.Capture;
import io.knockgate.capture.CaptureException;
import io.knockgate.capture.CaptureReport;
import io.knockgate.capture.Ear;
import io.knockgate.capture.Tuning;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.NetlinkReader;
import io.knockgate.linux.NetlinkSocket;
import io.knockgate.packet.Frame;
import io.knockgate.packet.Link;
import io.knockgate.packet.Screens;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Hears an NFLOG group: what a `log group` rule of the firewall hands over, from the IP header on,
/// in the network namespace of the thread that opens it.
public final class NflogCapture implements Capture {
  private final int number;
  private final int group;
  private final byte[] packet = new byte[NflogGroup.SNAP_LENGTH];
  private final LongAdder heard = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private volatile Screens screens;
  private volatile String obstacle = "not listening yet";
  private volatile @Nullable NetlinkSocket socket;

  /// The sequence number that the group's next packet has if none is lost before it.
  private int expected;

  /// @param number this capture's place in the configuration, from 0
  /// @param group the group's number, 0 to 65535
  /// @param tuning of which it needs the screens alone: the rules hand over nothing else
  public NflogCapture(int number, int group, Tuning tuning) {
    this.number = number;
    this.group = group;
    this.screens = tuning.screens();
  }

  @Override
  public void open() throws CaptureException {
    try {
      socket = NflogGroup.bind(group);
    } catch (LinuxException refused) {
      throw new CaptureException("nflog group " + group + ": " + refused.getMessage());
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
      while (true) {
        switch (source.receive()) {
          case MESSAGES -> hear(source.reader(), ear);
          case NOTHING, LOST -> {} // the next packet's sequence number says how many
          case CLOSED -> {
            obstacle = "closed";
            return;
          }
        }
      }
    } catch (LinuxException refused) {
      obstacle = "nflog group " + group + ": " + refused.getMessage();
    }
  }

  @Override
  public void tune(Tuning tuning) {
    screens = tuning.screens();
  }

  @Override
  public CaptureReport report() {
    var why = obstacle;
    return new CaptureReport("nflog " + group, why.isEmpty(), why, heard.sum(), lost.sum());
  }

  @Override
  public void close() {
    var source = socket;
    if (source != null) {
      source.close();
    }
  }

  private void hear(NetlinkReader reader, Ear ear) {
    long now = System.nanoTime();
    while (reader.next()) {
      if (reader.type() == NflogGroup.PACKET) {
        hearPacket(reader, now, ear);
      }
    }
  }

  private void hearPacket(NetlinkReader reader, long now, Ear ear) {
    var attributes = reader.attributes();
    while (attributes.next()) {
      switch (attributes.type()) {
        case NflogGroup.SEQUENCE -> {
          int sequence = attributes.u32();
          lost.add(Integer.toUnsignedLong(sequence - expected));
          expected = sequence + 1;
        }
        case NflogGroup.PAYLOAD -> {
          heard.increment();
          int length = attributes.copyTo(packet);
          if (screens.passes(packet, length, Link.IP)) {
            ear.hear(new Frame(Arrays.copyOf(packet, length), Link.IP, now, number));
          }
        }
        default -> {}
      }
    }
  }
}
