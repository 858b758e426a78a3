package io.knockgate.knock.fwknop;

import io.knockgate.knock.Admit;
import io.knockgate.knock.PacketMethod;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Seen;
import io.knockgate.knock.Tally;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import io.knockgate.packet.Screen;
import io.knockgate.time.WallClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Recognises packets of fwknop's clients, of one knock. Only what has the HMAC of one of its
/// clients is ever decrypted or told; all else is counted, costs one HMAC a key at most and
/// allocates nothing.
public final class FwknopMethod implements PacketMethod {
  /// The most clients of all knocks together: each costs every packet an HMAC, two or
  /// three microseconds.
  public static final int MOST_KEYS = 64;

  /// What [Claim#key()] is called.
  public static final String KEY = "fwknop";

  private final Port port;
  private final List<FwknopKey> keys;
  private final Judge judge;
  private final WallClock clock;
  private final Tally<HmacCheck.Refusal> tally = new Tally<>(HmacCheck.Refusal.class);
  private final HmacCheck check;
  private final Seen seen;

  /// @param name the knock's name
  /// @param udp the port that packets are sent to
  /// @param keys its clients', at most [#MOST_KEYS]
  /// @param actions what a packet can ask for, and the action that it stands for
  /// @param admit whom it admits that names an address
  /// @param maxAge how far a packet's time may be off, either way
  /// @param clock what a packet's time of arrival is called
  /// @throws BadValue where there are too many keys, or two whose packets could not be told apart
  public FwknopMethod(
      String name,
      Port udp,
      List<FwknopKey> keys,
      Map<Wanted, String> actions,
      Admit admit,
      Duration maxAge,
      WallClock clock)
      throws BadValue {
    this(name, udp, keys, actions, admit, maxAge, clock, new SecureRandom().nextLong());
  }

  FwknopMethod(
      String name,
      Port udp,
      List<FwknopKey> keys,
      Map<Wanted, String> actions,
      Admit admit,
      Duration maxAge,
      WallClock clock,
      long secret)
      throws BadValue {
    checkKeys(keys);
    this.port = udp;
    this.keys = List.copyOf(keys);
    this.judge = new Judge(name, actions, admit, maxAge);
    this.clock = clock;
    this.check = new HmacCheck(keys, tally);
    this.seen = Seen.ofPackets(secret);
  }

  private static void checkKeys(List<FwknopKey> keys) throws BadValue {
    if (keys.size() > MOST_KEYS) {
      throw new BadValue(
          "%d clients have keys of fwknop, and %d may: every packet is tried with each"
              .formatted(keys.size(), MOST_KEYS));
    }
    for (int i = 0; i < keys.size(); i++) {
      for (var other : keys.subList(i + 1, keys.size())) {
        if (keys.get(i).isProvenLike(other)) {
          throw new BadValue(
              "%s and %s have the same HMAC key, so that their packets can't be told apart; give one of them another"
                  .formatted(keys.get(i).client(), other.client()));
        }
      }
    }
  }

  @Override
  public String name() {
    return judge.knock();
  }

  @Override
  public Port port() {
    return port;
  }

  /// What lets no more packets through than have an HMAC of a client, and each of them once.
  @Override
  public Screen screen() {
    var own = new HmacCheck(keys, tally);
    var passed = Seen.ofPackets(new SecureRandom().nextLong());
    return (bytes, from, to) -> {
      if (!own.passes(bytes, from, to)) {
        return false;
      }
      boolean isNew = passed.first(own.fingerprint());
      if (!isNew) {
        tally.count(HmacCheck.Refusal.SEEN);
      }
      return isNew;
    };
  }

  @Override
  public void rehearse() {
    Rehearsal.of(judge, port);
  }

  @Override
  public Map<String, Long> refused() {
    return tally.counts();
  }

  @Override
  public void succeed(PacketMethod before) {
    if (before instanceof FwknopMethod other) {
      tally.join(other.tally);
    }
  }

  @Override
  public Map<String, String> reasons() {
    return tally.words();
  }

  @Override
  public Recognition consider(Packet packet) {
    if (!packet.port().equals(port)) {
      return Recognition.UNHEARD;
    }
    var payload = packet.payload();
    var prover = check.prover(payload.bytes(), payload.from(), payload.to());
    if (prover == null) {
      return Recognition.UNHEARD;
    }
    if (!seen.first(check.fingerprint(), packet.nanos())) {
      tally.count(HmacCheck.Refusal.SEEN);
      return Recognition.UNHEARD;
    }
    return judge.judge(payload.copy(), prover, packet.source(), clock.at(packet.nanos()));
  }
}
