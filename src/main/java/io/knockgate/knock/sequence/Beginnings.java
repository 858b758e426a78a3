package io.knockgate.knock.sequence;

import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import io.knockgate.time.WallClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which sequences a packet may begin: all those that stand for ever, and of each rolling one those
/// of the current period and of its two neighbours, because clocks differ. An attempt that has
/// begun keeps its sequence when the period changes.
///
/// Sequences are computed when a period changes, on which strangers have no influence. The clock is
/// read at every packet, so a step of it counts at once.
final class Beginnings {
  /// Of how many periods a rolling sequence may be.
  static final int PERIODS = 3;

  private final List<Sequence> lasting;
  private final List<Rolling> rollings;
  private final WallClock clock;
  private Map<Port, List<Sequence>> byPort;

  /// What is in force is so from this second since 1970 on, and until before the next one.
  private long from;

  private long until;

  Beginnings(List<Sequence> lasting, List<Rolling> rollings, WallClock clock) {
    this.lasting = List.copyOf(lasting);
    this.rollings = List.copyOf(rollings);
    this.clock = clock;
    this.byPort = byPort(lasting);
  }

  /// The sequences whose first port it is for.
  List<Sequence> of(Packet packet) {
    if (!rollings.isEmpty()) {
      var now = clock.at(packet.nanos());
      if (now.getEpochSecond() < from || now.getEpochSecond() >= until) {
        turn(now);
      }
    }
    return byPort.getOrDefault(packet.port(), List.of());
  }

  private void turn(Instant now) {
    var accepted = new ArrayList<>(lasting);
    from = Long.MIN_VALUE;
    until = Long.MAX_VALUE;
    for (var rolling : rollings) {
      long current = rolling.counter(now);
      from = Math.max(from, current * rolling.period().toSeconds());
      until = Math.min(until, (current + 1) * rolling.period().toSeconds());
      for (long counter = current - 1; counter <= current + 1; counter++) {
        accepted.add(rolling.sequence(counter));
      }
    }
    byPort = byPort(accepted);
  }

  private static Map<Port, List<Sequence>> byPort(List<Sequence> sequences) {
    var byPort = new HashMap<Port, List<Sequence>>();
    for (var sequence : sequences) {
      byPort.computeIfAbsent(sequence.ports().getFirst(), _ -> new ArrayList<>(1)).add(sequence);
    }
    return byPort;
  }
}
