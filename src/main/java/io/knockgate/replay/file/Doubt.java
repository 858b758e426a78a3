package io.knockgate.replay.file;

import io.knockgate.replay.Mark;
import io.knockgate.replay.MarksException;
import io.knockgate.time.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What lost marks leave open: a mark that is not there may be one that was lost. So it fails
/// closed. Nothing is accepted that could have been accepted before:
///
/// - A counter or a stamp says since when its knock was good. One that was good before the loss is
///   refused for ever, and a client's next knock is a later one.
/// - A mark that is to be forgotten some time from now would, had it been used before the loss, be
///   forgotten that long after it.
/// - One that is never forgotten is never free of doubt again, until the operator decides. That is
///   for files that are damaged or old, not for what a power cut takes: such marks wait for the
///   disk.
///
/// Where the clock is not right when a loss is found, nobody can say what was before it: then
/// everything is refused until the clock is right.
///
/// One thread asks; any may ask [#isWaiting()].
final class Doubt {
  /// No time at all: nothing was lost.
  static final Instant NOTHING = Instant.MIN;

  /// A time that can't be told yet.
  static final Instant UNKNOWN = Instant.MAX;

  private final Path file;
  private final BooleanSupplier synchronised;
  private final @Nullable Instant damaged;
  private final long begun = System.nanoTime();
  private volatile Instant lost;

  /// @param lost until when marks of any kind may be lost, [#NOTHING] or [#UNKNOWN]
  /// @param damaged until when those may be that are never forgotten; null where none are
  Doubt(Path file, Instant lost, @Nullable Instant damaged, BooleanSupplier synchronised) {
    this.file = file;
    this.lost = lost;
    this.damaged = damaged;
    this.synchronised = synchronised;
  }

  Instant lost() {
    return lost;
  }

  @Nullable Instant damaged() {
    return damaged;
  }

  /// Whether it waits for the machine's clock.
  boolean isWaiting() {
    return lost.equals(UNKNOWN);
  }

  /// Tells the time of the loss, if it waits for the clock and that is right now.
  ///
  /// @return whether it did
  boolean settle(Instant now) {
    if (!isWaiting() || !synchronised.getAsBoolean()) {
      return false;
    }
    lost = now.minusNanos(System.nanoTime() - begun);
    return true;
  }

  /// @throws MarksException where this mark may be a lost one
  void check(Mark mark, Instant now) throws MarksException {
    switch (mark) {
      case Mark.Counter counter -> check(counter.since());
      case Mark.Stamped stamped -> check(stamped.since());
      case Mark.Once once when once.until().equals(Instant.MAX) -> {
        if (damaged != null) {
          throw new MarksException(
              "%s; whether this knock was used before can't be known: write new one-time sequences, and move %s away while knockgate is stopped"
                  .formatted(told(damaged), file));
        }
      }
      case Mark.Once once -> check(now.minus(Duration.between(now, once.until())));
    }
  }

  /// Refuses what was good at some time before the loss.
  private void check(Instant since) throws MarksException {
    if (isWaiting()) {
      throw new MarksException(waiting());
    }
    if (!since.isAfter(lost)) {
      throw new MarksException(
          "%s, and this knock may have been used before: knock again in %s"
              .formatted(told(lost), Span.format(Duration.between(since, lost).plusSeconds(1))));
    }
  }

  private String told(Instant until) {
    return "replay marks that were used until %s may be lost from %s".formatted(until, file);
  }

  /// What is wrong while it waits.
  String waiting() {
    return "replay marks may be lost from %s, and the kernel says that the machine's clock is not synchronised: knocks that count only once are refused until it is; see to NTP"
        .formatted(file);
  }
}
