package io.knockgate.knock.spa;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.knockgate.action.Ask;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import io.knockgate.packet.Payload;
import io.knockgate.ssh.SshKey;
import io.knockgate.ssh.WireWriter;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// A client that nobody is: it has a key of Ed25519, and a knock for a gateway that there is not.
/// Its signature is checked in the place of one that there is no key for, and its knock is what a
/// method rehearses with.
final class Decoy {
  private static final Address NOWHERE = Address.v4(0);
  private static final byte[] KIND = "ssh-ed25519".getBytes(US_ASCII);

  private final GatewayKeyPair gateway;
  private final SpaClient client;
  private final byte[] signed;
  private final byte[] signature;
  private final byte[] packet;

  Decoy(SecureRandom random) {
    var secret = new Ed25519PrivateKeyParameters(random);
    this.gateway = GatewayKeyPair.generate(random);
    this.client = new SpaClient("decoy", key(secret), Set.of("nothing"));
    var message =
        new SpaMessage(Instant.EPOCH, KeyId.of(client.key()), false, Ask.NOTHING, null, "");
    this.signed = message.sshSigned(gateway.publicKey());
    this.signature = strings(KIND, sign(secret, signed));
    this.packet = SpaPacket.seal(message, signature, gateway.publicKey(), random);
  }

  private static SshKey key(Ed25519PrivateKeyParameters secret) {
    var blob = strings(KIND, secret.generatePublicKey().getEncoded());
    try {
      return SshKey.parse("ssh-ed25519 " + Base64.getEncoder().encodeToString(blob));
    } catch (BadValue impossible) {
      throw new AssertionError(impossible); // it was made just now
    }
  }

  private static byte[] sign(Ed25519PrivateKeyParameters secret, byte[] message) {
    var signature = new byte[Ed25519.SIGNATURE_SIZE];
    secret.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
    return signature;
  }

  /// Two strings of SSH: a key's blob and a signature's.
  private static byte[] strings(byte[] one, byte[] other) {
    var to = new WireWriter();
    to.string(one);
    to.string(other);
    return to.toByteArray();
  }

  /// Checks its signature, which is sound.
  void verify() {
    if (!client.key().verifies(signed, signature)) {
      throw new AssertionError("a signature that was made by its key is not sound");
    }
  }

  GatewayKeyPair gateway() {
    return gateway;
  }

  SpaClient client() {
    return client;
  }

  /// Its knock, made at [Instant#EPOCH] and sent to that port.
  Packet knock(Port port) {
    var payload = new Payload(packet, 0, packet.length);
    return new Packet(NOWHERE, NOWHERE, 0, port, 0, 0, 0, payload);
  }
}
