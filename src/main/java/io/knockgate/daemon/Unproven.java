package io.knockgate.daemon;

import io.knockgate.knock.KnockMethod;
import io.knockgate.knock.PacketMethod;
import io.knockgate.packet.Packet;
import java.util.Map;
import java.util.Optional;

/// Why a single packet came to nothing, of which its method says no word but counts the reason. To
/// be asked before and after, where nobody else asks the method meanwhile.
///
/// @param before what was counted before the packet
record Unproven(PacketMethod method, Map<String, Long> before) {
  /// Of the packets that come to the method's own port.
  static Optional<Unproven> before(KnockMethod method, Packet packet) {
    return method instanceof PacketMethod single && single.port().equals(packet.port())
        ? Optional.of(new Unproven(single, single.refused()))
        : Optional.empty();
  }

  String knock() {
    return method.name();
  }

  /// The reason that has been counted since, in the operator's words; empty where none was.
  Optional<String> reason() {
    return method.refused().entrySet().stream()
        .filter(counted -> !counted.getValue().equals(before.get(counted.getKey())))
        .findFirst()
        .map(counted -> String.valueOf(method.reasons().get(counted.getKey())));
  }
}
