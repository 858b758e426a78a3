package io.knockgate.knock.sequence;

/// What one source may still get wrong. It makes the difference between a knock that somebody
/// interferes with and a scan that stumbles over the right ports.
///
/// A *stray* is a packet that a sequence under way does not wait for. [#STRAYS] of them are
/// forgiven, [#AT_ONCE] in one instant and then one every 20 ms. A source that has used them up, or
/// is faster, must knock without a packet in between; that is always heard, so an honest knock
/// right after a scan is. Each knock that is lost after its second packet costs one more, and a
/// source that has lost [#LOSSES] of them is deaf: it can begin nothing. Everything comes back by
/// one in ten seconds, and all at once when a knock is complete, because whoever can knock is no
/// scanner.
///
/// The arithmetic, for a sequence of k ports and a scan over N ports in any order: the forgiven
/// strays let it open with at most C(47+k, k-1) / N^(k-1), once; that is 8e-11 for 4 of 65,535
/// ports, and 4e-8 (4 ports of 1,000) for one faster than 1,000 packets a second, which is forgiven
/// about four. After that a try costs N^k / 2 packets at full speed, and at least 10 s · N^(k-2) /
/// 2 because of the losses. A spoofer of the source's address needs more than 48 packets during one
/// knock, or more than 50 a second, to spoil it.
final class Patience {
  /// Strays that are forgiven before a knock must come without any.
  static final int STRAYS = 48;

  /// Strays that are forgiven in one instant.
  static final int AT_ONCE = 4;

  /// Knocks that may be lost, after the strays are used up, before the source is deaf.
  static final int LOSSES = 24;

  /// Nanoseconds until one more is forgiven.
  static final long REGAIN = 10_000_000_000L;

  private static final long PACE = 20_000_000L;

  private int left;
  private long countedAt;
  private long paceFreeAt;

  Patience(long nanos) {
    restore(nanos);
  }

  /// Forgives everything.
  void restore(long nanos) {
    left = STRAYS;
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
  }

  /// Whether one more stray is forgiven; if it is, it is charged.
  boolean forgivesStray(long nanos) {
    if (left <= 0 || paceFreeAt - nanos > (AT_ONCE - 1) * PACE) {
      return false;
    }
    charge(nanos);
    paceFreeAt = (paceFreeAt - nanos > 0 ? paceFreeAt : nanos) + PACE;
    return true;
  }

  /// Charges a knock that was lost.
  void chargeLoss(long nanos) {
    if (!isDeaf()) {
      charge(nanos);
    }
  }

  /// Whether the source can begin nothing for now.
  boolean isDeaf() {
    return left <= -LOSSES;
  }

  private void charge(long nanos) {
    if (left == STRAYS) {
      countedAt = nanos;
    }
    left--;
  }
}
