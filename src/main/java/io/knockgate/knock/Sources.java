package io.knockgate.knock;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a method remembers of the sources that have begun to knock: a bounded number of entries.
/// Each has its place in one of many small sets, chosen by a hash that a stranger can't know. In a
/// full set a newcomer takes the place of the source that is least far, and among equals of the one
/// that has been quiet longest.
///
/// So spoofed sources compete only with knocks that have heard one packet, and only for as long as
/// the second takes. With M places and F spoofed first knocks a second, an honest one is forgotten
/// before its second packet comes, T seconds later, if eight others fall into its set:
/// P(Poisson(8·F·T/M) ≥ 8). That is 0.1 % at F·T = M/4.
///
/// What places are compared by lies in arrays beside them, so that a flood costs few cache lines a
/// packet; entries are made once and used again, so that it allocates nothing in the end.
///
/// @param <S> what is remembered of one source
public final class Sources<S extends Sources.Entry> {
  private static final int WAYS = 8;

  /// What is remembered of one source.
  public interface Entry {
    /// Forgets everything, to stand for a source that begins now.
    ///
    /// @param nanos now, on the monotonic clock
    void reset(long nanos);
  }

  private final @Nullable Entry[] entries;
  private final long[] sites;
  private final long[] movedAt;
  private final byte[] heard;
  private final Supplier<S> maker;
  private final long longest;
  private final long secret;

  /// @param most how many sources are remembered; a power of two, at least 8
  /// @param longest nanoseconds after which a source that is quiet can't come further
  /// @param secret a random number that no stranger knows
  /// @param maker makes an entry; it is reset before it is used
  public Sources(int most, long longest, long secret, Supplier<S> maker) {
    if (most < WAYS || Integer.bitCount(most) != 1) {
      throw new IllegalArgumentException(most + " places");
    }
    entries = new @Nullable Entry[most];
    sites = new long[most];
    movedAt = new long[most];
    heard = new byte[most];
    this.maker = maker;
    this.longest = longest;
    this.secret = secret;
  }

  /// The place of that site ([io.knockgate.net.Address#siteBits()]), or -1 if it has not begun.
  public int find(long site) {
    int set = set(site);
    for (int place = set; place < set + WAYS; place++) {
      if (sites[place] == site && entries[place] != null) {
        return place;
      }
    }
    return -1;
  }

  /// The entry at a place that [#find(long)] or [#add(long, long)] told.
  @SuppressWarnings("unchecked") // only the maker's entries are ever put there
  public S at(int place) {
    return (S) Objects.requireNonNull(entries[place]);
  }

  /// Makes a place for a site that has none.
  ///
  /// @param nanos now, on the monotonic clock
  /// @return the place, whose entry has been reset
  public int add(long site, long nanos) {
    int set = set(site);
    int best = set;
    for (int place = set; place < set + WAYS && entries[best] != null; place++) {
      if (entries[place] == null || goesBefore(place, best, nanos)) {
        best = place;
      }
    }
    var entry = entries[best];
    if (entry == null) {
      entry = maker.get();
      entries[best] = entry;
    }
    entry.reset(nanos);
    sites[best] = site;
    note(best, 0, nanos);
    return best;
  }

  /// Notes how far the source at that place is now.
  ///
  /// @param farthest how many knocks have come, 0 to 127
  public void note(int place, int farthest, long nanos) {
    heard[place] = (byte) farthest;
    movedAt[place] = nanos;
  }

  private boolean goesBefore(int one, int other, long nanos) {
    int difference = worth(one, nanos) - worth(other, nanos);
    return difference < 0 || (difference == 0 && movedAt[one] - movedAt[other] < 0);
  }

  private int worth(int place, long nanos) {
    return nanos - movedAt[place] > longest ? 0 : heard[place];
  }

  private int set(long site) {
    long mixed = (site ^ secret) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 31) ^ secret) * 0x94D049BB133111EBL;
    return (int) (mixed >>> 33) & (sites.length - 1) & -WAYS;
  }
}
