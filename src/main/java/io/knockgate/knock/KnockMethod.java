package io.knockgate.knock;

import io.knockgate.packet.Packet;

/// A way to knock. One thread calls it with every packet that a capture heard. It keeps bounded
/// state, has no clock of its own (a packet says when it came, times never go backwards by more
/// than a few milliseconds), does no I/O and throws nothing, whatever strangers send.
public interface KnockMethod {
  /// What this packet means to this method.
  Recognition consider(Packet packet);
}
