package io.knockgate.gateway.nftables;

import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import io.knockgate.net.Protocol;

/// One connection as conntrack holds it.
///
/// @param source who began it
/// @param sourcePort from which port
/// @param destination which address of ours it was sent to, before any translation
/// @param port which port of it
/// @param leadsTo who really answers: the same address and port, or those of an internal host
/// @param status `IPS_` bits
/// @param mark the connection's mark
/// @param id conntrack's own number of it; tells it from a later one between the same two
record Flow(
    Address source,
    int sourcePort,
    Address destination,
    Port port,
    Endpoint leadsTo,
    int status,
    int mark,
    int id) {
  // linux/netfilter/nf_conntrack_common.h
  static final int SEEN_REPLY = 1 << 1;
  static final int ASSURED = 1 << 2;
  static final int CONFIRMED = 1 << 3;

  Slot slot() {
    return new Slot(source, port);
  }

  /// Whether it lives on when its door shuts: it carries our mark, and someone answered it. A flow
  /// that nobody answered is only an attempt.
  boolean kept() {
    return Mark.keeps(mark) && (status & SEEN_REPLY) != 0;
  }

  /// Whether a door has shut behind it and stays no longer than that door.
  boolean passing() {
    return Mark.isFirst(mark) && !Mark.keeps(mark);
  }

  /// Whether both sides had agreed to talk: for TCP after the handshake, for UDP after an answer.
  boolean established() {
    return (status & (port.protocol() == Protocol.TCP ? ASSURED : SEEN_REPLY)) != 0;
  }
}
