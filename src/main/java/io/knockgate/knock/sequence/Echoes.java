package io.knockgate.knock.sequence;

import io.knockgate.net.Protocol;
import io.knockgate.packet.Packet;

/// The last knocks of one source, to tell a retransmitted SYN from a new one: TCP sends it again
/// from the same source port with the same sequence number (RFC 9293, 3.8.1), 1, 3 and 7 seconds
/// later on Linux. A new connection to the same port has a new number, so equal ports that were
/// meant stay two knocks. UDP has nothing of the kind: every datagram counts.
final class Echoes {
  /// Linux gives up on a SYN after 127 s; an equal packet after a longer silence is a new one. It
  /// matters where a capture knows no sequence numbers and a client always uses the same port.
  private static final long LONGEST = 130_000_000_000L;

  private final long[] knocks;
  private int count;
  private long latest;

  /// @param most how many knocks are remembered
  Echoes(int most) {
    knocks = new long[most];
  }

  boolean has(Packet packet) {
    if (packet.port().protocol() != Protocol.TCP) {
      return false;
    }
    if (packet.nanos() - latest > LONGEST) {
      clear();
    }
    long knock = packet.connection();
    for (int i = 0; i < Math.min(count, knocks.length); i++) {
      if (knocks[i] == knock) {
        return true;
      }
    }
    return false;
  }

  void add(Packet packet) {
    if (packet.port().protocol() == Protocol.TCP) {
      knocks[count % knocks.length] = packet.connection();
      count = count == 2 * knocks.length - 1 ? knocks.length : count + 1;
      latest = packet.nanos();
    }
  }

  void clear() {
    count = 0;
  }
}
