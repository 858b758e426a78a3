package io.knockgate.daemon;

import io.knockgate.knock.Recognition.Progress;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// How far a source has come with the furthest of the knocks that it has under way.
final class Run {
  private static final int STRAYS = 3;

  private final long began;
  private Progress furthest;
  private Packet latest;

  /// What came since then that was not awaited: the first few.
  private final List<Port> strays = new ArrayList<>(0);

  Run(Progress first, Packet packet) {
    furthest = first;
    latest = packet;
    began = packet.nanos();
  }

  Progress furthest() {
    return furthest;
  }

  /// The packet that it came this far with.
  Packet latest() {
    return latest;
  }

  /// Goes on, if that is further.
  void advance(Progress progress, Packet packet) {
    if (progress.heard() >= furthest.heard()) {
      furthest = progress;
      latest = packet;
      strays.clear();
    } else {
      stray(packet.port());
    }
  }

  /// Notes a packet that was not awaited; a repeated one is none.
  void stray(Port port) {
    if (strays.size() < STRAYS && !port.equals(latest.port())) {
      strays.add(port);
    }
  }

  /// Why it has come no further when the capture ends.
  String end(Duration within, long nanos) {
    var end = nanos - began > within.toNanos() ? "it takes too long" : "the capture ends";
    return strays.isEmpty()
        ? end
        : "not the next but "
            + strays.stream().map(Port::toString).collect(Collectors.joining(", "))
            + ", then "
            + end;
  }
}
