package io.knockgate.capture;

import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Tells a packet that another capture has heard already from one that is new, so that two captures
/// that hear the same packet count it once.
///
/// The same packet heard by each of two captures looks like two packets heard by one; what tells
/// them apart is who heard them. So each capture's hearings are counted, and a packet is new when
/// its own capture has now heard more of them than any other. Remembers at most [#MOST] packets for
/// [#WINDOW]. One thread calls it.
public final class Echoes {
  /// How long one capture may lag behind another.
  static final Duration WINDOW = Duration.ofSeconds(2);

  static final int MOST = 8192;

  private final int captures;
  private final Map<Fingerprint, Heard> recent = new LinkedHashMap<>();

  /// @param captures how many stand side by side; with one, nothing is remembered
  public Echoes(int captures) {
    this.captures = captures;
  }

  private record Fingerprint(
      Address source, Address destination, int sourcePort, Port port, int sequence) {}

  /// How often each capture has heard a packet, and when one first did.
  private static final class Heard {
    final int[] times;
    final long since;

    Heard(int captures, long since) {
      this.times = new int[captures];
      this.since = since;
    }
  }

  /// Whether no capture has heard this packet before its own.
  public boolean isNew(Packet packet) {
    if (captures < 2) {
      return true;
    }
    forget(packet.nanos());
    var heard =
        recent.computeIfAbsent(
            new Fingerprint(
                packet.source(),
                packet.destination(),
                packet.sourcePort(),
                packet.port(),
                packet.sequence()),
            _ -> new Heard(captures, packet.nanos()));
    int own = ++heard.times[packet.capture()];
    for (int capture = 0; capture < captures; capture++) {
      if (capture != packet.capture() && heard.times[capture] >= own) {
        return false;
      }
    }
    return true;
  }

  /// The oldest come first, so this looks at one more than it forgets.
  private void forget(long now) {
    var oldest = recent.values().iterator();
    while (oldest.hasNext()) {
      boolean over = now - oldest.next().since > WINDOW.toNanos();
      if (!over && recent.size() < MOST) {
        return;
      }
      oldest.remove();
    }
  }
}
