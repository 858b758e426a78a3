package io.knockgate.packet;

import io.knockgate.net.Address;
import io.knockgate.net.Port;

/// One connection attempt: a pure TCP SYN (SYN set, ACK, RST and FIN clear) or a UDP datagram.
///
/// @param source who says it sent it
/// @param destination the gateway's address that it was sent to
/// @param sourcePort 0 to 65535
/// @param port the port that was knocked on
/// @param sequence the TCP sequence number; 0 for UDP
/// @param nanos when it was heard, on the monotonic clock
/// @param capture the number of the capture that heard it
public record Packet(
    Address source,
    Address destination,
    int sourcePort,
    Port port,
    int sequence,
    long nanos,
    int capture)
    implements Decoded {}
