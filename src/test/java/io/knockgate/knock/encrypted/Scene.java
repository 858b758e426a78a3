package io.knockgate.knock.encrypted;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.knockgate.action.Ask;
import io.knockgate.knock.Admit;
import io.knockgate.knock.KnockMethod;
import io.knockgate.knock.Recognition;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.packet.Packet;
import io.knockgate.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/// A method with a clock of its own, and what is knocked at it.
final class Scene {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final PortRange PORTS = new PortRange(745, 1000);
  static final Address CLIENT = Address.v4(0xCB007109); // 203.0.113.9
  static final Address OTHER = Address.v4(0xCB00710A);
  static final Address GATEWAY = Address.v4(0xC6336401);
  static final long MILLISECOND = 1_000_000L;
  static final long SECOND = 1000 * MILLISECOND;
  static final Plaintext SSH =
      new Plaintext(Plaintext.SENDER, new Ask(Port.tcp(22), Duration.ofMinutes(30)), false);

  private final SplittableRandom random = new SplittableRandom(11);
  private final KnockMethod method;
  private long nanos = -5 * SECOND; // a monotonic clock may be anywhere

  Scene(EncryptedKnock... knocks) {
    method = new EncryptedMethod(List.of(knocks), this::wall, 0x5eedL);
  }

  static Blowfish blowfish(String passphrase) {
    return Blowfish.ofPassphrase(secret(passphrase), 256, 0, Duration.ofMinutes(1));
  }

  /// A key of which every byte is this.
  static ChaCha20Poly1305 chacha(int key) {
    var bytes = new byte[32];
    java.util.Arrays.fill(bytes, (byte) key);
    try {
      return ChaCha20Poly1305.ofKey(secret(java.util.Base64.getEncoder().encodeToString(bytes)));
    } catch (BadValue impossible) {
      throw new AssertionError(impossible);
    }
  }

  static Secret secret(String text) {
    return new Secret(text.getBytes(UTF_8));
  }

  static EncryptedKnock knock(String name, Admit admit, Cipher cipher) {
    return new EncryptedKnock(name, PORTS, Duration.ofSeconds(15), "act", admit, cipher);
  }

  static EncryptedKnock knock(Cipher cipher) {
    return knock("crypt", Admit.SENDER, cipher);
  }

  /// What the wall clock says when the monotonic one says this.
  Instant wall(long nanos) {
    return NOON.plusNanos(nanos);
  }

  Instant now() {
    return wall(nanos);
  }

  long nanos() {
    return nanos;
  }

  Scene after(long nanos) {
    this.nanos += nanos;
    return this;
  }

  /// A new connection.
  Packet packet(Address source, Port port) {
    return new Packet(
        source, GATEWAY, 1024 + random.nextInt(60_000), port, random.nextInt(), nanos, 0);
  }

  Recognition send(Packet packet) {
    return method.consider(packet);
  }

  Recognition knock(Address source, Port port) {
    return send(packet(source, port));
  }

  /// Knocks on these, a millisecond apart; what the last one was.
  Recognition knock(Address source, List<Port> ports) {
    var last = Recognition.UNHEARD;
    for (var port : ports) {
      last = after(MILLISECOND).knock(source, port);
    }
    return last;
  }
}
