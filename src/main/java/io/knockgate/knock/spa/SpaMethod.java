package io.knockgate.knock.spa;

import io.knockgate.knock.Admit;
import io.knockgate.knock.Claim;
import io.knockgate.knock.PacketMethod;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Seen;
import io.knockgate.knock.Tally;
import io.knockgate.knock.Wish;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import io.knockgate.packet.Screen;
import io.knockgate.replay.Mark;
import io.knockgate.time.Span;
import io.knockgate.time.WallClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Recognises Knockgate's own packets (docs/knock-packet.md). Refuses what costs least first: by
/// length, by doorbell, as seen before; what passes is [Recognition.Unfinished], and the rest does
/// the public-key work. Up to there nothing is allocated.
///
/// What proves no client is counted. What proves one is a claim, or is refused for a reason that
/// its owner can mend.
public final class SpaMethod implements PacketMethod {
  private static final int REHEARSALS = 300;

  private final String name;
  private final Port port;
  private final Admit admit;
  private final Duration clockSkew;
  private final WallClock clock;
  private final Tally<Reason> refused = new Tally<>(Reason.class);
  private final GatewayKey gateway;
  private final Doorbell doorbell;
  private final Seen seen;
  private final Decoy decoy;
  private final Opener opener;

  /// @param name the knock's name
  /// @param port where packets come, a UDP port
  /// @param clients one for each key, no key twice
  /// @param clockSkew how far a client's clock may be off, either way
  /// @param clock what a packet's time is called
  public SpaMethod(
      String name,
      Port port,
      GatewayKeyPair gateway,
      List<SpaClient> clients,
      Admit admit,
      Duration clockSkew,
      WallClock clock) {
    var random = new SecureRandom();
    this.name = name;
    this.port = port;
    this.admit = admit;
    this.clockSkew = clockSkew;
    this.clock = clock;
    this.gateway = gateway.publicKey();
    this.doorbell = new Doorbell(this.gateway);
    this.seen = Seen.ofPackets(random.nextLong());
    this.decoy = new Decoy(random);
    this.opener = new Opener(gateway, clients, decoy);
  }

  @Override
  public Recognition consider(Packet packet) {
    if (!packet.port().equals(port)) {
      return Recognition.UNHEARD;
    }
    var payload = packet.payload();
    if (!passes(doorbell, payload.bytes(), payload.from(), payload.to())) {
      return Recognition.UNHEARD;
    }
    long half = Doorbell.half(payload.bytes(), payload.to());
    if (!seen.first(half, packet.nanos())) {
      refused.count(Reason.SEEN);
      return Recognition.UNHEARD;
    }
    return new Recognition.Unfinished(packet.source(), () -> open(packet));
  }

  private boolean passes(Doorbell doorbell, byte[] bytes, int from, int to) {
    if (!SpaPacket.isLength(to - from)) {
      refused.count(Reason.LENGTH);
      return false;
    }
    if (!doorbell.isRight(bytes, from, to)) {
      refused.count(Reason.DOORBELL);
      return false;
    }
    return true;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Port port() {
    return port;
  }

  /// For a capture that hears packets of this port alone: tells by length and doorbell what can't
  /// be a knock, or came before, and counts it here. Each capture's thread takes one of its own.
  @Override
  public Screen screen() {
    var own = new Doorbell(gateway);
    var passed = Seen.ofPackets(new SecureRandom().nextLong());
    return (bytes, from, to) -> {
      if (!passes(own, bytes, from, to)) {
        return false;
      }
      boolean isNew = passed.first(Doorbell.half(bytes, to));
      if (!isNew) {
        refused.count(Reason.SEEN);
      }
      return isNew;
    };
  }

  @Override
  public void succeed(PacketMethod before) {
    if (before instanceof SpaMethod other) {
      refused.join(other.refused);
    }
  }

  private Recognition open(Packet packet) {
    var payload = packet.payload();
    return switch (opener.open(payload.bytes(), payload.from(), payload.to())) {
      case Opened.Nothing(var reason) -> {
        refused.count(reason);
        yield Recognition.UNHEARD;
      }
      case Opened.Proven(var message, var by) -> judge(message, by, packet);
    };
  }

  private Recognition judge(SpaMessage message, SpaClient by, Packet packet) {
    var claim = claim(message, by, packet);
    var reason = whyNot(message, by, packet);
    return reason == null
        ? new Recognition.Complete(claim)
        : new Recognition.Refused(claim, reason);
  }

  private Claim claim(SpaMessage message, SpaClient by, Packet packet) {
    var named = message.admit();
    var action = message.action().isEmpty() ? onlyOne(by) : message.action();
    return new Claim(
        name,
        by.client(),
        message.close() ? new Wish.Close(action) : new Wish.Open(action),
        named == null || named.isUnspecified() ? packet.source() : named,
        message.ask(),
        new Mark.Stamped(
            "key " + message.key(),
            Long.toHexString(message.micros()),
            message.time(),
            message.time().minus(clockSkew)),
        packet.source(),
        by.key().fingerprint());
  }

  /// The action of a knock that names none; the empty text where that says too little.
  private static String onlyOne(SpaClient by) {
    return by.may().size() == 1 ? by.may().iterator().next() : "";
  }

  private @Nullable String whyNot(SpaMessage message, SpaClient by, Packet packet) {
    var now = clock.at(packet.nanos());
    var behind = Duration.between(message.time(), now);
    if (behind.abs().compareTo(clockSkew) > 0) {
      return "the client's clock is %s %s ours, which says %s,%s and `clock-skew` allows %s"
          .formatted(
              Span.format(behind.abs()),
              behind.isNegative() ? "ahead of" : "behind",
              now.truncatedTo(ChronoUnit.SECONDS),
              behind.isNegative() ? "" : " or the knock was held back,",
              Span.format(clockSkew));
    }
    if (message.action().isEmpty() && by.may().size() != 1) {
      return "the knock names no action, and %s may have several: %s"
          .formatted(by.client(), String.join(", ", new TreeSet<>(by.may())));
    }
    var named = message.admit();
    if (admit == Admit.SENDER
        && named != null
        && !named.isUnspecified()
        && !named.equals(packet.source())) {
      return "it came from %s and names another address; `admit: named` would allow that"
          .formatted(packet.source());
    }
    return null;
  }

  @Override
  public Map<String, Long> refused() {
    return refused.counts();
  }

  @Override
  public Map<String, String> reasons() {
    return refused.words();
  }

  /// Hears a knock of its own a few hundred times, so that the first real one does not wait for the
  /// compiler. Takes about a second; counts and remembers nothing. Any thread may call it, at any
  /// time.
  @Override
  public void rehearse() {
    var stage =
        new SpaMethod(
            name,
            port,
            decoy.gateway(),
            List.of(decoy.client()),
            admit,
            clockSkew,
            nanos -> Instant.EPOCH);
    var knock = decoy.knock(port);
    for (int i = 0; i < REHEARSALS; i++) {
      if (!(stage.open(knock) instanceof Recognition.Complete)) {
        throw new AssertionError("a knock that is as it should be is not heard");
      }
    }
  }
}
