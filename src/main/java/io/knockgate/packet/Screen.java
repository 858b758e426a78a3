package io.knockgate.packet;

/// Tells a datagram that may be a knock from one that can't be, while it still lies in the buffer
/// that it was received into, so that nothing is ever kept of the others. It allocates nothing and
/// throws nothing, whatever the bytes are. One thread uses one instance.
@FunctionalInterface
public interface Screen {
  /// Whether the bytes from `from` to `to` (exclusive) may be a knock.
  boolean passes(byte[] bytes, int from, int to);
}
