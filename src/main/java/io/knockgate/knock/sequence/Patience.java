package io.knockgate.knock.sequence;

/// What it costs a source that attempts of it come to nothing: are late, meet one stray too many,
/// or fall behind a younger one. Only those that have met strays count, as a scan's have.
///
/// The first [#FREE] losses are free, because a stray packet can begin an attempt by chance. Each
/// further one halves the strays that attempts may meet ([Odds]). After [#HALVES] of them the
/// source must knock without a stray in between, which is always heard; so an honest knock right
/// after a scan is. A loss then counts only if the attempt had heard two knocks, which a scan
/// rarely brings about; after [#DEBT] of them the source is deaf: it can begin nothing. One loss is
/// forgotten every five minutes, and all are when a knock is complete, because whoever can knock is
/// no scanner.
///
/// The arithmetic. With half the strays the odds of a scan for k ports are about 2^(k-1) times
/// worse, so all attempts of a source together have little more than three times the odds of one,
/// and then almost none, however long the scan goes on. Who has nothing left and tries k ports of N
/// in turn needs N^k / 2 packets, and more than 5 min · N^(k-2) / 2, because so many attempts are
/// lost after two knocks: 17 days for four of 100 ports, 4 years for four of 1,000.
final class Patience {
  /// Losses that cost nothing.
  static final int FREE = 2;

  /// Further ones after which nothing is forgiven: 2 to their power is more than [Odds#MOST].
  static final int HALVES = 6;

  /// Still further ones after which the source is deaf.
  static final int DEBT = 32;

  /// Nanoseconds until a loss is forgotten.
  static final long REGAIN = 300_000_000_000L;

  private int losses;
  private long countedAt;

  Patience(long nanos) {
    restore(nanos);
  }

  /// Forgets all losses.
  void restore(long nanos) {
    losses = 0;
    countedAt = nanos;
  }

  /// Brings the account up to date. Comes before the other questions.
  void passTime(long nanos) {
    long forgotten = (nanos - countedAt) / REGAIN;
    if (forgotten >= losses) {
      restore(nanos);
    } else if (forgotten > 0) {
      losses -= (int) forgotten;
      countedAt += forgotten * REGAIN;
    }
  }

  /// How many strays are left of so many.
  int forgives(int strays) {
    return losses < FREE + HALVES ? strays >> Math.max(0, losses - FREE) : 0;
  }

  /// Charges an attempt that was lost.
  ///
  /// @param heard after how many knocks
  void chargeLoss(int heard) {
    if (losses < FREE + HALVES || (heard > 1 && !isDeaf())) {
      losses++;
    }
  }

  /// Whether the source can begin nothing for now.
  boolean isDeaf() {
    return losses == FREE + HALVES + DEBT;
  }
}
