package io.knockgate.knock.encrypted;

import io.knockgate.knock.Admit;
import io.knockgate.net.PortRange;
import java.time.Duration;

/// An encrypted knock as the operator wrote it.
///
/// @param name the name under `knocks:`
/// @param ports the TCP ports that it is spelled with: 256, one for each value of a byte
/// @param within the longest time from its first packet to its last; positive
/// @param action the action that it opens, or closes if it says so
/// @param admit whether it may admit another address than its sender's
/// @param cipher how it is encrypted, with the key
public record EncryptedKnock(
    String name, PortRange ports, Duration within, String action, Admit admit, Cipher cipher) {
  public EncryptedKnock {
    if (ports.size() != Cipher.ALPHABET || !within.isPositive()) {
      throw new IllegalArgumentException(
          "encrypted knock %s: %s within %s".formatted(name, ports, within));
    }
  }
}
