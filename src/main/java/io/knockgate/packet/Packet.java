package io.knockgate.packet;

import io.knockgate.net.Address;
import io.knockgate.net.Port;

/// One connection attempt: a pure TCP SYN (SYN set, ACK, RST and FIN clear) or a UDP datagram.
///
/// @param source who says it sent it
/// @param destination the gateway's address that it was sent to
/// @param sourcePort 0 to 65535
/// @param port the port that was knocked on
/// @param sequence the TCP sequence number; 0 for UDP, and where a firewall log does not tell it
/// @param nanos when it was heard, on the monotonic clock
/// @param capture the number of the capture that heard it
/// @param payload what a datagram carries; [Payload#NONE] for a SYN
public record Packet(
    Address source,
    Address destination,
    int sourcePort,
    Port port,
    int sequence,
    long nanos,
    int capture,
    Payload payload)
    implements Decoded, Heard {

  /// A packet that carries nothing.
  public Packet(
      Address source,
      Address destination,
      int sourcePort,
      Port port,
      int sequence,
      long nanos,
      int capture) {
    this(source, destination, sourcePort, port, sequence, nanos, capture, Payload.NONE);
  }

  /// The connection that a SYN asks for: its source port, port and sequence number as one number. A
  /// SYN that is sent again, because no answer came, has the same (RFC 9293, 3.8.1); a new
  /// connection to the same port has another.
  public long connection() {
    return (long) sourcePort << 48 | (long) port.number() << 32 | Integer.toUnsignedLong(sequence);
  }
}
