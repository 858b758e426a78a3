package io.knockgate.knock.sequence;

import io.knockgate.action.Ask;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Recognition.Complete;
import io.knockgate.knock.Recognition.Spoiled;
import io.knockgate.knock.Sources;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is remembered of one source that has begun to knock. It can have several sequences under
/// way, and several attempts at each, so that a stray packet at most begins another one; of two
/// that are equally far only the younger is kept.
final class Source implements Sources.Entry {
  private static final Comparator<Attempt> FARNESS =
      Comparator.comparing(Attempt::isComplete)
          .thenComparingInt(Attempt::heard)
          .thenComparingInt(Attempt::first);

  private static final Comparator<Attempt> STALENESS =
      Comparator.comparingInt(Attempt::last).thenComparingInt(Attempt::heard);

  private final Bounds bounds;
  private final List<Attempt> underWay = new ArrayList<>(2);
  private final Echoes echoes;
  private final Patience patience;

  /// How many packets have been heard, retransmissions not counted.
  private int number;

  /// How many of them were strays, as [Odds] says.
  private int strays;

  /// Is reset before it stands for a source.
  Source(Bounds bounds) {
    this.bounds = bounds;
    this.echoes = new Echoes(bounds.echoes());
    this.patience = new Patience(0);
  }

  @Override
  public void reset(long nanos) {
    underWay.clear();
    echoes.clear();
    patience.restore(nanos);
    strays = 0;
    number = 0;
  }

  /// How many knocks its furthest attempt has heard; 0 if none is under way.
  int farthest() {
    var farthest = farthest(underWay);
    return farthest == null ? 0 : farthest.heard();
  }

  /// What the source's next packet means.
  ///
  /// @param begun the sequences whose first port it is for
  Recognition hear(Packet packet, List<Sequence> begun) {
    if ((underWay.isEmpty() && begun.isEmpty()) || echoes.has(packet)) {
      return Recognition.UNHEARD;
    }
    number++;
    patience.passTime(packet.nanos());
    if (begun.isEmpty() && isStray(packet.port())) {
      strays++;
    }
    var moved = new ArrayList<Attempt>(2);
    var lost = move(packet, moved);
    if (patience.isDeaf()) {
      lost = farther(lost, deaf(begun));
    } else {
      begun.forEach(sequence -> moved.add(Attempt.begin(sequence, packet.nanos(), strays, number)));
    }
    var farthest = farthest(moved);
    if (farthest == null) {
      return lost == null ? Recognition.UNHEARD : lost;
    }
    echoes.add(packet);
    keep(moved);
    if (farthest.isComplete()) {
      return complete(farthest, packet);
    }
    return lost == null || farthest.heard() > lost.heard() ? farthest.progress() : lost;
  }

  /// Takes out the attempts that await the packet, and adds what becomes of them to `moved`; takes
  /// out those that are lost by it, and returns the furthest of these.
  private @Nullable Spoiled move(Packet packet, List<Attempt> moved) {
    var lost = new ArrayList<Attempt>(0);
    Spoiled furthest = null;
    for (var attempts = underWay.iterator(); attempts.hasNext(); ) {
      var attempt = attempts.next();
      var fault = fault(attempt, packet);
      if (fault != null) {
        attempts.remove();
        lost.add(attempt);
        furthest = farther(furthest, attempt.spoiled(fault));
      } else if (attempt.awaits(packet.port())) {
        attempts.remove();
        moved.add(attempt.next(packet.port(), number));
      }
    }
    lost.forEach(this::charge);
    return furthest;
  }

  private boolean isStray(Port port) {
    for (var attempt : underWay) {
      if (attempt.knows(port)) {
        return false;
      }
    }
    return !bounds.known().contains(port);
  }

  /// Charges an attempt that comes to nothing, unless it met no strays: then it can't be a scan's.
  private void charge(Attempt attempt) {
    if (strays > attempt.met()) {
      patience.chargeLoss(attempt.heard());
    }
  }

  private @Nullable String fault(Attempt attempt, Packet packet) {
    if (attempt.isLate(packet.nanos())) {
      return "it takes too long";
    }
    if (attempt.awaits(packet.port())) {
      return null;
    }
    long time = packet.nanos() - attempt.began();
    int forgiven = patience.forgives(bounds.odds().strays(attempt.sequence(), time));
    return strays - attempt.met() > forgiven ? packet.port() + " came in between" : null;
  }

  private void keep(List<Attempt> moved) {
    for (var attempts = underWay.iterator(); attempts.hasNext(); ) {
      var attempt = attempts.next();
      if (attempt.isReplacedByAny(moved)) {
        attempts.remove();
        charge(attempt);
      }
    }
    underWay.addAll(moved);
    while (underWay.size() > bounds.attempts()) {
      underWay.remove(Collections.min(underWay, STALENESS));
    }
  }

  private Recognition complete(Attempt attempt, Packet packet) {
    var sequence = attempt.sequence();
    underWay.removeIf(other -> other.isSpent(attempt));
    if (sequence.spell() == null) {
      patience.restore(packet.nanos());
      return claim(sequence, packet, Ask.NOTHING);
    }
    if (attempt.spelled() < 1 || attempt.spelled() > 65535) {
      charge(attempt);
      return attempt.spoiled("it spells " + attempt.spelled() + ", which is no port");
    }
    patience.restore(packet.nanos());
    return claim(sequence, packet, new Ask(Port.tcp(attempt.spelled()), null));
  }

  private static Recognition claim(Sequence sequence, Packet packet, Ask ask) {
    return new Complete(
        new Claim(
            sequence.name(),
            sequence.client(),
            sequence.wish(),
            packet.source(),
            ask,
            sequence.mark()));
  }

  private static @Nullable Spoiled deaf(List<Sequence> begun) {
    if (begun.isEmpty()) {
      return null;
    }
    var deafTo = begun.getFirst();
    return new Spoiled(deafTo.name(), 0, deafTo.length(), "it tries too often");
  }

  /// The furthest attempt, a complete one before all others.
  private static @Nullable Attempt farthest(List<Attempt> attempts) {
    Attempt farthest = null;
    for (var attempt : attempts) {
      if (farthest == null || FARNESS.compare(attempt, farthest) > 0) {
        farthest = attempt;
      }
    }
    return farthest;
  }

  private static @Nullable Spoiled farther(@Nullable Spoiled one, @Nullable Spoiled other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.heard() >= other.heard() ? one : other;
  }
}
