package io.knockgate.knock.spa;

import io.knockgate.action.Ask;
import io.knockgate.knock.Admit;
import io.knockgate.knock.Recognition;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import io.knockgate.packet.Payload;
import io.knockgate.ssh.SoftKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.jspecify.annotations.Nullable;

/// A gateway, two clients that it knows, one that it doesn't, and a network between them.
final class Scene {
  static final SecureRandom RANDOM = new SecureRandom();
  static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123456Z");
  static final Duration SKEW = Duration.ofMinutes(1);
  static final Port PORT = Port.udp(62201);
  static final Address ALICE_AT = Address.v4(0xcb007109);
  static final Address ELSEWHERE = Address.v4(0xcb00710a);

  /// May `ssh` alone.
  static final SoftKey ALICE = SoftKey.ed25519();

  /// May `ssh` and `web`.
  static final SoftKey BOB = SoftKey.ecdsa();

  static final SoftKey STRANGER = SoftKey.ed25519();
  static final GatewayKeyPair GATEWAY = GatewayKeyPair.generate(RANDOM);

  final SpaMethod method;

  Scene() {
    this(Admit.SENDER);
  }

  Scene(Admit admit) {
    this(
        admit,
        new SpaClient("alice", ALICE.key(), Set.of("ssh")),
        new SpaClient("bob", BOB.key(), Set.of("web", "ssh")));
  }

  Scene(Admit admit, SpaClient... clients) {
    method =
        new SpaMethod(
            "spa", PORT, GATEWAY, List.of(clients), admit, SKEW, nanos -> NOW.plusNanos(nanos));
  }

  static SpaMessage message(SoftKey from, String action) {
    return new SpaMessage(NOW, KeyId.of(from.key()), false, Ask.NOTHING, null, action);
  }

  static SpaMessage message(SoftKey from, Instant when) {
    return new SpaMessage(when, KeyId.of(from.key()), false, Ask.NOTHING, null, "ssh");
  }

  static byte[] sign(SoftKey by, SpaMessage message) {
    return by.sign(message.sshSigned(GATEWAY.publicKey()));
  }

  /// A knock that its sender signed and sealed for the gateway.
  static byte[] knock(SoftKey from, SpaMessage message) {
    return SpaPacket.seal(message, sign(from, message), GATEWAY.publicKey(), RANDOM);
  }

  /// What the gateway makes of that plaintext.
  static byte[] sealed(byte[] plaintext) {
    return SpaPacket.seal(plaintext, GATEWAY.publicKey(), new X25519PrivateKeyParameters(RANDOM));
  }

  static Packet packet(byte[] payload) {
    return packet(payload, ALICE_AT, 0);
  }

  static Packet packet(byte[] payload, Address from, long nanos) {
    // not at the beginning of an array, as in a frame
    var bytes = new byte[payload.length + 50];
    System.arraycopy(payload, 0, bytes, 42, payload.length);
    var part = new Payload(bytes, 42, 42 + payload.length);
    return new Packet(from, Address.v4(0xc0000201), 40000, PORT, 0, nanos, 0, part);
  }

  /// What becomes of it, public-key work included.
  Recognition hear(byte[] payload) {
    return finish(method.consider(packet(payload)));
  }

  static Recognition finish(Recognition recognition) {
    return recognition instanceof Recognition.Unfinished(_, var rest) ? rest.get() : recognition;
  }

  /// Why it was refused without a word; null where it was not.
  @Nullable String silently(byte[] payload) {
    var before = new HashMap<>(method.refused());
    var heard = hear(payload);
    var counted =
        method.refused().entrySet().stream()
            .filter(now -> !now.getValue().equals(before.get(now.getKey())))
            .map(Map.Entry::getKey)
            .toList();
    if (counted.size() > 1 || counted.isEmpty() == heard.equals(Recognition.UNHEARD)) {
      throw new AssertionError(heard + " and counted " + counted);
    }
    return counted.isEmpty() ? null : counted.getFirst();
  }

  /// The same packet with its own doorbell again.
  static byte[] rung(byte[] packet) {
    var rung = Arrays.copyOf(packet, packet.length);
    new Doorbell(GATEWAY.publicKey()).write(rung);
    return rung;
  }
}
