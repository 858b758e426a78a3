package io.knockgate.knock.sequence;

import io.knockgate.knock.Claim;
import io.knockgate.knock.KnockMethod;
import io.knockgate.knock.Recognition;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.packet.Packet;
import io.knockgate.time.WallClock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Sends packets to a method on a clock of its own, and remembers what it recognised.
final class Knocker {
  static final Address CLIENT = Address.v4(0xCB007109); // 203.0.113.9
  static final Address GATEWAY = Address.v4(0xC6336401); // 198.51.100.1
  static final long MILLISECOND = 1_000_000L;
  static final long SECOND = 1000 * MILLISECOND;

  private final KnockMethod method;
  private final SplittableRandom random = new SplittableRandom(7);
  private final List<Claim> claims = new ArrayList<>();
  private long nanos = -5 * SECOND; // a monotonic clock may be anywhere

  Knocker(Sequence... sequences) {
    this(PortRange.ALL, List.of(sequences));
  }

  Knocker(PortRange watch, List<Sequence> sequences) {
    this(new SequenceMethod(watch, sequences, List.of(), WallClock.OF_THE_MACHINE));
  }

  Knocker(KnockMethod method) {
    this.method = method;
  }

  long nanos() {
    return nanos;
  }

  List<Claim> claims() {
    return claims;
  }

  Knocker after(long nanos) {
    this.nanos += nanos;
    return this;
  }

  Recognition send(Packet packet) {
    var recognition = method.consider(packet);
    if (recognition instanceof Recognition.Complete(var complete)) {
      claims.addAll(complete);
    }
    return recognition;
  }

  /// A new connection or datagram from that address.
  Packet packet(Address source, Port port) {
    return new Packet(
        source, GATEWAY, 1024 + random.nextInt(60000), port, random.nextInt(), nanos, 0);
  }

  Recognition knock(Port port) {
    return send(packet(CLIENT, port));
  }

  Recognition tcp(int number) {
    return knock(Port.tcp(number));
  }

  /// Knocks on TCP ports a millisecond apart, as `knock -d 1` does; returns what the last one was.
  Recognition tcp(int... numbers) {
    Recognition last = Recognition.UNHEARD;
    for (int number : numbers) {
      last = after(MILLISECOND).tcp(number);
    }
    return last;
  }

  /// Whether an honest knock of this sequence is heard now, a millisecond a packet.
  boolean isHeard(Sequence sequence) {
    int before = claims.size();
    for (var port : sequence.ports()) {
      after(MILLISECOND).knock(port);
    }
    return claims.size() == before + 1 && sequence.name().equals(claims.get(before).knock());
  }
}
