package io.knockgate.knock.sequence;

import io.knockgate.action.Ask;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Recognition.Complete;
import io.knockgate.knock.Recognition.Spoiled;
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
final class Source {
  /// The most attempts under way at once; beyond, the ones that are least far are dropped.
  static final int ATTEMPTS = 8;

  private static final Comparator<Attempt> FARNESS =
      Comparator.comparing(Attempt::isComplete)
          .thenComparingInt(Attempt::heard)
          .thenComparing((one, other) -> Long.signum(one.began() - other.began()));

  private final List<Attempt> underWay = new ArrayList<>(2);
  private final Echoes echoes = new Echoes();
  private final Patience patience;

  Source(long nanos) {
    patience = new Patience(nanos);
  }

  /// Forgets everything, to stand for another source.
  void reset(long nanos) {
    underWay.clear();
    echoes.clear();
    patience.restore(nanos);
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
    patience.passTime(packet.nanos());
    var late = loseLate(packet.nanos());
    var moved = move(packet, begun);
    var lost = farther(late, stray(packet));
    var farthest = farthest(moved);
    if (farthest == null) {
      return lost != null ? lost : unheard(begun);
    }
    note(packet, moved);
    if (farthest.isComplete()) {
      return complete(farthest, packet);
    }
    return lost == null || farthest.heard() > lost.heard() ? farthest.progress() : lost;
  }

  private Recognition unheard(List<Sequence> begun) {
    if (begun.isEmpty()) {
      return Recognition.UNHEARD;
    }
    var deafTo = begun.getFirst();
    return new Spoiled(deafTo.name(), 0, deafTo.length(), "it tries too often");
  }

  private void note(Packet packet, List<Attempt> moved) {
    echoes.add(packet);
    patience.noteStep();
    underWay.addAll(moved);
    while (underWay.size() > ATTEMPTS) {
      underWay.remove(Collections.min(underWay, FARNESS));
    }
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

  private @Nullable Spoiled loseLate(long nanos) {
    Spoiled lost = null;
    for (var attempts = underWay.iterator(); attempts.hasNext(); ) {
      var attempt = attempts.next();
      if (attempt.isLate(nanos)) {
        attempts.remove();
        lost = farther(lost, lose(attempt, "it takes too long", nanos));
      }
    }
    return lost;
  }

  /// Takes out the attempts that await the packet, and those that are no use beside what becomes of
  /// them; returns what becomes of them, and what the packet begins.
  private List<Attempt> move(Packet packet, List<Sequence> begun) {
    var moved = new ArrayList<Attempt>(2);
    for (var attempts = underWay.iterator(); attempts.hasNext(); ) {
      var attempt = attempts.next();
      if (attempt.awaits(packet.port())) {
        attempts.remove();
        moved.add(attempt.next(packet.port()));
      }
    }
    if (!patience.isDeaf()) {
      begun.forEach(sequence -> moved.add(Attempt.begin(sequence, packet.nanos())));
    }
    moved.forEach(young -> underWay.removeIf(young::replaces));
    return moved;
  }

  /// Judges the packet for the attempts that do not await it.
  private @Nullable Spoiled stray(Packet packet) {
    if (underWay.isEmpty() || patience.forgivesStray(packet.nanos())) {
      return null;
    }
    Spoiled lost = null;
    for (var attempt : underWay) {
      lost = farther(lost, lose(attempt, packet.port() + " came in between", packet.nanos()));
    }
    underWay.clear();
    return lost;
  }

  private Spoiled lose(Attempt attempt, String why, long nanos) {
    if (attempt.heard() > 1) {
      patience.chargeLoss(nanos);
    }
    return attempt.spoiled(why);
  }

  /// A complete knock takes with it whatever else was under way: its packets are spent.
  private Recognition complete(Attempt attempt, Packet packet) {
    underWay.clear();
    if (attempt.sequence().spell() != null
        && (attempt.spelled() < 1 || attempt.spelled() > 65535)) {
      patience.chargeLoss(packet.nanos());
      return attempt.spoiled("it spells " + attempt.spelled() + ", which is no port");
    }
    patience.restore(packet.nanos());
    var ask =
        attempt.sequence().spell() == null
            ? Ask.NOTHING
            : new Ask(Port.tcp(attempt.spelled()), null);
    return new Complete(
        new Claim(
            attempt.sequence().name(),
            Claim.ANONYMOUS,
            attempt.sequence().wish(),
            packet.source(),
            ask));
  }

  private static @Nullable Spoiled farther(@Nullable Spoiled one, @Nullable Spoiled other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.heard() >= other.heard() ? one : other;
  }
}
