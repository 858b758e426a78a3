package io.knockgate.knock.sequence;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The sources that have begun to knock, a bounded number of them. Each has its place in one of
/// many small sets, chosen by a hash that a stranger can't know. In a full set a newcomer takes the
/// place of the source that is least far, and among equals of the one that has been quiet longest.
///
/// So spoofed sources compete only with knocks that have heard one packet, and only for as long as
/// the second takes. With M places and F spoofed first knocks a second, an honest one is forgotten
/// before its second packet comes, T seconds later, if eight others fall into its set:
/// P(Poisson(8·F·T/M) ≥ 8). That is 0.1 % at F·T = M/4, as with 80,000 a second and 200 ms between
/// knocks, or 400,000 a second and 40 ms.
///
/// What places are compared by lies in arrays beside them, so that a flood costs few cache lines a
/// packet.
final class Sources {
  /// How many sources are remembered unless a test says otherwise: 1.4 MB when nobody knocks, 20 MB
  /// after a flood of first knocks, 40 MB if the flood knows the sequences.
  static final int MOST = 65_536;

  private static final int WAYS = 8;

  private final @Nullable Source[] sources;
  private final long[] sites;
  private final long[] movedAt;
  private final byte[] heard;
  private final long secret;
  private final long longest;

  /// @param most a power of two, at least 8
  /// @param longest nanoseconds after which a source that is quiet can't come further
  /// @param secret a random number
  Sources(int most, long longest, long secret) {
    sources = new @Nullable Source[most];
    sites = new long[most];
    movedAt = new long[most];
    heard = new byte[most];
    this.longest = longest;
    this.secret = secret;
  }

  /// The place of that site ([io.knockgate.net.Address#siteBits()]), or -1 if it has not begun.
  int find(long site) {
    int set = set(site);
    for (int place = set; place < set + WAYS; place++) {
      if (sites[place] == site && sources[place] != null) {
        return place;
      }
    }
    return -1;
  }

  /// The source at a place that [#find(long)] or [#add(long, long)] told.
  Source at(int place) {
    return Objects.requireNonNull(sources[place]);
  }

  /// Makes a place for a site that has none.
  int add(long site, long nanos) {
    int set = set(site);
    int best = set;
    for (int place = set; place < set + WAYS && sources[best] != null; place++) {
      if (sources[place] == null || goesBefore(place, best, nanos)) {
        best = place;
      }
    }
    var source = sources[best];
    if (source == null) {
      sources[best] = new Source(nanos);
    } else {
      source.reset(nanos);
    }
    sites[best] = site;
    note(best, 0, nanos);
    return best;
  }

  /// Notes how far the source at that place is now.
  void note(int place, int farthest, long nanos) {
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
