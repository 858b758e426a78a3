package io.knockgate.knock;

import java.time.Duration;

/// Which packets were seen not long ago, by 64 bits of each: a bounded number, so that one that is
/// sent again and again costs no more than a look. It allocates nothing once it is made.
///
/// A value has its place in one of many small sets, chosen by a hash that a stranger can't know. In
/// a full set a newcomer takes the place of one that is out of date, or else of any at random: so
/// it is a help and no proof. What must not count twice has a [io.knockgate.replay.Mark]. One
/// thread uses it.
public final class Seen {
  private static final int WAYS = 8;

  /// Of single packets: a megabyte.
  private static final int PACKETS = 65_536;

  /// Longer than any packet is fresh, so that one that was captured long ago and is sent again and
  /// again costs work, and is told, once a day and not each time.
  private static final long DAY_NANOS = Duration.ofDays(1).toNanos();

  private final long[] values;
  private final long[] seenAt;
  private final boolean[] taken;
  private final long secret;
  private long dice;

  /// @param places how many values are remembered; a power of two, at least 8. Each takes 17 bytes
  /// @param secret a random number that no stranger knows
  public Seen(int places, long secret) {
    if (places < WAYS || Integer.bitCount(places) != 1) {
      throw new IllegalArgumentException(places + " places");
    }
    values = new long[places];
    seenAt = new long[places];
    taken = new boolean[places];
    this.secret = secret;
    dice = secret;
  }

  /// For the single packets of one method or capture.
  ///
  /// @param secret a random number that no stranger knows
  public static Seen ofPackets(long secret) {
    return new Seen(PACKETS, secret);
  }

  /// Whether a packet is new today, and if so remembers it.
  ///
  /// @param value 64 bits of its MAC
  /// @param nanos now, on the monotonic clock
  public boolean first(long value, long nanos) {
    return first(value, nanos, DAY_NANOS);
  }

  /// The same for who has no clock: it is remembered until so many others have come that its place
  /// is needed.
  public boolean first(long value) {
    return first(value, 0);
  }

  /// Whether this value is new, and if so remembers it.
  ///
  /// @param value 64 bits that are as good as random where nobody plays tricks: of a MAC
  /// @param nanos now, on the monotonic clock
  /// @param windowNanos how long a value counts as seen, from the first time on
  public boolean first(long value, long nanos, long windowNanos) {
    int set = (int) (mixed(value ^ secret) >>> 33) & (values.length - 1) & -WAYS;
    int free = -1;
    for (int place = set; place < set + WAYS; place++) {
      boolean counts = taken[place] && nanos - seenAt[place] < windowNanos;
      if (counts && values[place] == value) {
        return false;
      }
      if (!counts) {
        free = place;
      }
    }
    int place = free >= 0 ? free : set + roll();
    values[place] = value;
    seenAt[place] = nanos;
    taken[place] = true;
    return true;
  }

  /// SplitMix64, as [java.util.SplittableRandom] uses it.
  private int roll() {
    dice += 0x9E3779B97F4A7C15L;
    return (int) (mixed(dice) >>> 33) & (WAYS - 1);
  }

  private long mixed(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27) ^ secret) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
