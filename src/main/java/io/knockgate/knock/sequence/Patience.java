package io.knockgate.knock.sequence;

/// What one source may still get wrong. It makes the difference between a knock that somebody
/// interferes with and a scan that stumbles over the right ports.
///
/// A *stray* is a packet that a sequence under way does not wait for. [#STRAYS] of them are
/// forgiven, but no more than [#IN_A_ROW] without a knock between them, and no more than [#AT_ONCE]
/// in one instant and then one every 20 ms. A source that is faster, or has used them up and not
/// yet regained [#ENOUGH], must knock without a packet in between. That is always heard, so an
/// honest knock right after a scan is.
///
/// A knock that is lost after its second packet costs as much as [#LOSS] strays, and goes on to
/// cost when there are none left; a source that is [#DEBT] behind is deaf: it can begin nothing.
/// One comes back every four seconds, and everything when a knock is complete, because whoever can
/// knock is no scanner.
///
/// The arithmetic, for a sequence of k ports and a scan of N ports in any order. An attempt that is
/// forgiven s strays is completed with probability C(s+k-1, k-1) / N^(k-1). For a scan faster than
/// a few hundred packets a second s is 6: 8e-8 for 4 of 1,000 ports, 3e-13 for 4 of 65,535. For one
/// slower than 50 a second s is 16 to 64: at most 5e-5 and 2e-10, a few times. After that a try
/// costs N^k / 2 packets, and at least 12 s · N^(k-2) / 2 because of the losses. A spoofer of the
/// source's address needs more than 64 packets during one knock, 16 between two of its packets, or
/// 50 a second, to spoil it.
final class Patience {
  /// Strays that are forgiven before a knock must come without any.
  static final int STRAYS = 64;

  /// Strays that are forgiven from one knock to the next: what 20 a second make of 500 ms, and
  /// some.
  static final int IN_A_ROW = 16;

  /// Strays that are forgiven in one instant.
  static final int AT_ONCE = 6;

  /// Strays that must have come back before any is forgiven again.
  static final int ENOUGH = 32;

  /// What a lost knock costs, in strays.
  static final int LOSS = 3;

  /// How many strays a source may owe before it is deaf.
  static final int DEBT = 64;

  /// Nanoseconds until one more is forgiven.
  static final long REGAIN = 4_000_000_000L;

  private static final long PACE = 20_000_000L;

  private int left;
  private boolean spent;
  private int inARow;
  private long countedAt;
  private long paceFreeAt;

  Patience(long nanos) {
    restore(nanos);
  }

  /// Forgives everything.
  void restore(long nanos) {
    left = STRAYS;
    spent = false;
    inARow = 0;
    countedAt = nanos;
    paceFreeAt = nanos;
  }

  /// Brings the account up to date. Comes before the other questions.
  void passTime(long nanos) {
    long regained = (nanos - countedAt) / REGAIN;
    if (regained > STRAYS - left) {
      left = STRAYS;
      countedAt = nanos;
    } else if (regained > 0) {
      left += (int) regained;
      countedAt += regained * REGAIN;
    }
    spent &= left < ENOUGH;
  }

  /// Whether one more stray is forgiven; if it is, it is charged.
  boolean forgivesStray(long nanos) {
    if (spent || inARow == IN_A_ROW || paceFreeAt - nanos > (AT_ONCE - 1) * PACE) {
      return false;
    }
    charge(1, nanos);
    inARow++;
    paceFreeAt = (paceFreeAt - nanos > 0 ? paceFreeAt : nanos) + PACE;
    return true;
  }

  /// Notes that the source came a step further.
  void noteStep() {
    inARow = 0;
  }

  /// Charges a knock that was lost.
  void chargeLoss(long nanos) {
    charge(Math.min(LOSS, left + DEBT), nanos);
  }

  /// Whether the source can begin nothing for now.
  boolean isDeaf() {
    return left == -DEBT;
  }

  private void charge(int strays, long nanos) {
    if (left == STRAYS) {
      countedAt = nanos;
    }
    left -= strays;
    spent |= left <= 0;
  }
}
