package io.knockgate.capture;

import io.knockgate.packet.Heard;

/// Takes what captures hear, from any of their threads. Never blocks and never throws: what can't
/// be taken is dropped and counted.
@FunctionalInterface
public interface Ear {
  /// Takes one frame or packet.
  void hear(Heard heard);
}
