package io.knockgate.knock.sequence;

import io.knockgate.net.Protocol;
import io.knockgate.packet.Packet;

/// The last knocks of one source, to tell a retransmitted SYN from a new one: TCP sends it again
/// from the same source port with the same sequence number (RFC 9293, 3.8.1), 1, 3 and 7 seconds
/// later on Linux. A new connection to the same port has a new number, so equal ports that were
/// meant stay two knocks. UDP has nothing of the kind: every datagram counts.
final class Echoes {
  /// How many knocks are remembered. At a knock a second that is as long as three retransmissions
  /// take.
  static final int MOST = 8;

  private final long[] knocks = new long[MOST];
  private int count;

  boolean has(Packet packet) {
    if (packet.port().protocol() != Protocol.TCP) {
      return false;
    }
    long knock = knock(packet);
    for (int i = 0; i < Math.min(count, MOST); i++) {
      if (knocks[i] == knock) {
        return true;
      }
    }
    return false;
  }

  void add(Packet packet) {
    if (packet.port().protocol() == Protocol.TCP) {
      knocks[count % MOST] = knock(packet);
      count = count == 2 * MOST - 1 ? MOST : count + 1;
    }
  }

  void clear() {
    count = 0;
  }

  private static long knock(Packet packet) {
    return (long) packet.sourcePort() << 48
        | (long) packet.port().number() << 32
        | Integer.toUnsignedLong(packet.sequence());
  }
}
