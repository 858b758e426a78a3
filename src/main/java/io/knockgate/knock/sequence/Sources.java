package io.knockgate.knock.sequence;

import io.knockgate.net.Address;
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
final class Sources {
  /// How many sources are remembered unless a test says otherwise. A flood fills them with 20 MB at
  /// most; somebody who floods with the true sequence, 40 MB; nobody, 256 KB.
  static final int MOST = 65_536;

  private static final int WAYS = 8;

  private final @Nullable Source[] places;
  private final long secret;

  /// @param most a power of two, at least 8
  /// @param secret a random number
  Sources(int most, long secret) {
    places = new @Nullable Source[most];
    this.secret = secret;
  }

  /// The source with that address's site, or null if it has not begun.
  @Nullable Source find(Address address) {
    long site = address.siteBits();
    int set = set(site);
    for (int i = set; i < set + WAYS; i++) {
      var source = places[i];
      if (source != null && source.site() == site) {
        return source;
      }
    }
    return null;
  }

  /// Makes a place for a source that has none.
  Source add(Address address, long nanos) {
    long site = address.siteBits();
    int set = set(site);
    int victim = set;
    for (int i = set; i < set + WAYS; i++) {
      var source = places[i];
      if (source == null) {
        var added = new Source(site, nanos);
        places[i] = added;
        return added;
      }
      if (goesBefore(source, places[victim], nanos)) {
        victim = i;
      }
    }
    var source = places[victim];
    if (source == null) {
      throw new AssertionError("a full set has no empty place");
    }
    source.become(site, nanos);
    return source;
  }

  private static boolean goesBefore(Source one, @Nullable Source other, long nanos) {
    if (other == null) {
      return false;
    }
    int difference = one.farthest(nanos) - other.farthest(nanos);
    return difference < 0 || (difference == 0 && one.movedAt() - other.movedAt() < 0);
  }

  private int set(long site) {
    long mixed = (site ^ secret) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 31) ^ secret) * 0x94D049BB133111EBL;
    return (int) (mixed >>> 33) & (places.length - 1) & -WAYS;
  }
}
