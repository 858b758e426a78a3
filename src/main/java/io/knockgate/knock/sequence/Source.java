package io.knockgate.knock.sequence;

import io.knockgate.action.Ask;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Recognition.Complete;
import io.knockgate.knock.Recognition.Spoiled;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import java.util.ArrayList;
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
      Comparator.comparingInt(Attempt::heard)
          .thenComparing((one, other) -> Long.signum(one.began() - other.began()));

  private final List<Attempt> underWay = new ArrayList<>(2);
  private final Echoes echoes = new Echoes();
  private final Patience patience;
  private long site;
  private long movedAt;

  Source(long site, long nanos) {
    this.site = site;
    movedAt = nanos;
    patience = new Patience(nanos);
  }

  /// Forgets everything and stands for another source.
  void become(long site, long nanos) {
    this.site = site;
    movedAt = nanos;
    underWay.clear();
    echoes.clear();
    patience.restore(nanos);
  }

  /// The source's [io.knockgate.net.Address#siteBits()].
  long site() {
    return site;
  }

  /// When it last came a step further.
  long movedAt() {
    return movedAt;
  }

  /// How far its furthest attempt is that still has time.
  int farthest(long nanos) {
    int farthest = 0;
    for (var attempt : underWay) {
      if (attempt.heard() > farthest && !attempt.isLate(nanos)) {
        farthest = attempt.heard();
      }
    }
    return farthest;
  }

  /// What the source's next packet means.
  ///
  /// @param begun the sequences whose first port it is for
  Recognition hear(Packet packet, List<Sequence> begun) {
    if ((underWay.isEmpty() && begun.isEmpty()) || echoes.has(packet)) {
      return Recognition.UNHEARD;
    }
    long nanos = packet.nanos();
    patience.passTime(nanos);
    var late = loseLate(nanos);
    var moved = move(packet, begun);
    var strayed = stray(packet);
    underWay.addAll(moved);
    if (!moved.isEmpty()) {
      movedAt = nanos;
      echoes.add(packet);
    }
    var completed =
        moved.stream().filter(Attempt::isComplete).max(Comparator.comparingInt(Attempt::heard));
    if (completed.isPresent()) {
      return complete(completed.get(), packet);
    }
    while (underWay.size() > ATTEMPTS) {
      underWay.remove(underWay.stream().min(FARNESS).orElseThrow());
    }
    var lost = farther(late, strayed);
    var farthest = moved.stream().max(FARNESS).orElse(null);
    if (farthest != null && (lost == null || farthest.heard() > lost.heard())) {
      return farthest.progress();
    }
    if (lost != null) {
      return lost;
    }
    return begun.isEmpty() || !patience.isDeaf()
        ? Recognition.UNHEARD
        : new Spoiled(begun.getFirst().name(), 0, begun.getFirst().length(), "it tries too often");
  }

  private @Nullable Spoiled loseLate(long nanos) {
    return lose(
        underWay.stream().filter(attempt -> attempt.isLate(nanos)).toList(),
        "it took longer than `within`",
        nanos);
  }

  /// Takes out the attempts that await the packet; returns what becomes of them, and what it
  /// begins.
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
    underWay.removeIf(old -> moved.stream().anyMatch(young -> young.replaces(old)));
    return moved;
  }

  /// Judges the packet for the attempts that do not await it.
  private @Nullable Spoiled stray(Packet packet) {
    if (underWay.isEmpty() || patience.forgivesStray(packet.nanos())) {
      return null;
    }
    return lose(List.copyOf(underWay), packet.port() + " came in between", packet.nanos());
  }

  private @Nullable Spoiled lose(List<Attempt> lost, String why, long nanos) {
    underWay.removeAll(lost);
    lost.stream().filter(attempt -> attempt.heard() > 1).forEach(_ -> patience.chargeLoss(nanos));
    return lost.stream().max(FARNESS).map(attempt -> attempt.spoiled(why)).orElse(null);
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
