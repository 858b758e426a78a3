package io.knockgate.knock.fwknop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.knockgate.knock.Admit;
import io.knockgate.knock.Recognition;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import io.knockgate.packet.Payload;
import io.knockgate.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A method with a clock of its own, and what is sent to it.
final class Scene {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final Address CLIENT = Address.v4(0xCB007107); // 203.0.113.7
  static final Address OTHER = Address.v4(0xCB00710A);
  static final Address GATEWAY = Address.v4(0xC6336401); // 198.51.100.1
  static final Port UDP = Port.udp(62202);
  static final Duration MAX_AGE = Duration.ofMinutes(2);
  static final FwknopKey ALICE = key("alice", Digest.SHA256);

  /// What is asked for, and what it stands for.
  static final Map<Wanted, String> ACTIONS =
      actions(
          "tcp/22", "open-ssh",
          "udp/1194", "open-vpn",
          "tcp/80", "open-web",
          "tcp/443", "open-web",
          "nat 10.20.0.5,22", "ssh-to-nas",
          "tcp/2222 nat 10.20.0.5,22", "ssh-to-nas-2222",
          "nat nas.lan,22", "ssh-to-nas",
          "local-nat 22", "ssh-elsewhere",
          "udp/40000 local-nat 22", "ssh-by-udp",
          "command backup", "backup-nas");

  final FwknopMethod method;
  final SplittableRandom random = new SplittableRandom(11);
  private Instant now = NOON;
  private long nanos = -5_000_000_000L; // a monotonic clock may be anywhere

  Scene(Admit admit, Map<Wanted, String> actions, List<FwknopKey> keys) {
    try {
      method = new FwknopMethod("phones", UDP, keys, actions, admit, MAX_AGE, _ -> now, 0x5eedL);
    } catch (BadValue bad) {
      throw new AssertionError(bad);
    }
  }

  Scene(FwknopKey... keys) {
    this(Admit.SENDER, ACTIONS, List.of(keys));
  }

  static Map<Wanted, String> actions(String... wantedAndActions) {
    var actions = new LinkedHashMap<Wanted, String>();
    for (int i = 0; i < wantedAndActions.length; i += 2) {
      actions.put(wanted(wantedAndActions[i]), wantedAndActions[i + 1]);
    }
    return actions;
  }

  static Wanted wanted(String text) {
    try {
      return Wanted.parse(text);
    } catch (BadValue bad) {
      throw new AssertionError(text, bad);
    }
  }

  static Secret secret(String text) {
    return new Secret(text.getBytes(UTF_8));
  }

  /// Keys of a client that are nobody else's.
  static FwknopKey key(String client, Digest hmac) {
    try {
      return FwknopKey.of(
          client, secret("key of " + client), secret("hmac of " + client), hmac, Mode.CBC);
    } catch (BadValue bad) {
      throw new AssertionError(bad);
    }
  }

  Instant now() {
    return now;
  }

  /// It is that time now, an hour after what was before.
  void at(Instant instant) {
    now = instant;
    nanos += Duration.ofHours(1).toNanos();
  }

  /// A message of a client whose clock is right.
  FwknopMessage message(Address address, @Nullable Duration timeout, String... wants) {
    return message(now, address, timeout, wants);
  }

  FwknopMessage message(Instant at, Address address, @Nullable Duration timeout, String... wants) {
    try {
      var asked = Asked.of(Arrays.stream(wants).map(Scene::wanted).toList(), "198.51.100.1");
      return FwknopMessage.of("alice", at, address, asked, timeout, random);
    } catch (BadValue bad) {
      throw new AssertionError(bad);
    }
  }

  byte[] packet(FwknopMessage message, FwknopKey key) {
    return FwknopPacket.encode(message, key, random);
  }

  /// A packet that asks to admit its source.
  byte[] packet(String... wants) {
    return packet(message(FwknopMessage.SENDER, null, wants), ALICE);
  }

  Recognition send(Address source, byte[] packet) {
    return method.consider(heard(source, packet));
  }

  Recognition send(byte[] packet) {
    return send(CLIENT, packet);
  }

  /// The packet in the middle of what a capture received it into.
  Packet heard(Address source, byte[] packet) {
    var bytes = new byte[packet.length + 3];
    Arrays.fill(bytes, (byte) 'A');
    System.arraycopy(packet, 0, bytes, 2, packet.length);
    var payload = new Payload(bytes, 2, 2 + packet.length);
    return new Packet(source, GATEWAY, 40_000, UDP, 0, nanos, 0, payload);
  }
}
