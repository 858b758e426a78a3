package io.knockgate.knock.spa;

import io.knockgate.knock.spa.Opened.Nothing;
import io.knockgate.knock.spa.Opened.Proven;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Does the public-key work: opens packets and checks whose they are. Knows no time. Immutable.
///
/// A key that is unknown costs what a known one of Ed25519 costs: a signature is checked all the
/// same, one that is kept for that. Keys of other kinds cost more or less, known or not; nothing
/// ever answers, so only how long other knocks wait could tell.
final class Opener {
  private final GatewayKeyPair gateway;
  private final Map<KeyId, SpaClient> clients;
  private final Decoy decoy;

  /// @throws IllegalStateException where two clients have the same key
  Opener(GatewayKeyPair gateway, List<SpaClient> clients, Decoy decoy) {
    this.gateway = gateway;
    this.clients =
        clients.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    client -> KeyId.of(client.key()), Function.identity()));
    this.decoy = decoy;
  }

  /// Opens a packet whose length and doorbell are right.
  Opened open(byte[] bytes, int from, int to) {
    var plaintext = SpaPacket.open(bytes, from, to, gateway);
    if (plaintext == null) {
      return new Nothing(Reason.UNOPENED);
    }
    var letter = Letter.read(plaintext);
    if (letter == null) {
      return new Nothing(Reason.MALFORMED);
    }
    if (!Body.isKnown(letter.body())) {
      return new Nothing(Reason.VERSION);
    }
    var message = Body.read(letter.body());
    if (message == null) {
      return new Nothing(Reason.MALFORMED);
    }
    var client = clients.get(message.key());
    if (client == null) {
      decoy.verify();
      return new Nothing(Reason.UNKNOWN_KEY);
    }
    return client.key().verifies(message.sshSigned(gateway.publicKey()), letter.signature())
        ? new Proven(message, client)
        : new Nothing(Reason.SIGNATURE);
  }
}
