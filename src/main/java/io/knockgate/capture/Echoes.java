package io.knockgate.capture;

import io.knockgate.packet.Packet;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Tells a packet that another capture has heard already from one that is new, so that two captures
/// that hear the same packet count it once.
///
/// The same packet heard by each of two captures looks like two packets heard by one; what tells
/// them apart is who heard them. So each capture's hearings are counted, and a packet is new when
/// its own capture has now heard more of them than any other. TCP's sequence number is not
/// compared, because a firewall log seldom tells it; the counting does without.
///
/// Remembers at most [#MOST] packets. Each has its place in one of many small sets, chosen by a
/// hash that a stranger can't know, and the newcomer takes the place of who was heard longest ago:
/// what a flood can do is that a packet counts twice. One thread calls it.
public final class Echoes {
  /// How long one capture may lag behind another.
  static final Duration WINDOW = Duration.ofSeconds(2);

  /// A power of two. At 400,000 packets a second they are 40 ms of them, and 3 MB.
  static final int MOST = 16_384;

  private static final int WAYS = 8;

  private final int captures;
  private final @Nullable Heard[] places;
  private final long secret = new SecureRandom().nextLong();

  /// @param captures how many stand side by side; with one, nothing is remembered
  public Echoes(int captures) {
    this.captures = captures;
    this.places = new @Nullable Heard[captures < 2 ? 0 : MOST];
  }

  /// Whether no capture has heard this packet before its own.
  public boolean isNew(Packet packet) {
    if (captures < 2) {
      return true;
    }
    int set = set(packet);
    int place = set;
    for (int i = set; i < set + WAYS; i++) {
      var heard = places[i];
      if (heard != null && heard.is(packet)) {
        return heard.again(packet);
      }
      if (before(heard, places[place])) {
        place = i;
      }
    }
    places[place] = new Heard(packet, captures);
    return true;
  }

  private static boolean before(@Nullable Heard one, @Nullable Heard other) {
    return other != null && (one == null || one.last - other.last < 0);
  }

  private int set(Packet packet) {
    long mixed = (packet.source().siteBits() ^ secret) * 0xBF58476D1CE4E5B9L;
    mixed ^= (long) packet.sourcePort() << 48 | (long) packet.port().number() << 32;
    mixed = (mixed ^ (mixed >>> 31) ^ secret) * 0x94D049BB133111EBL;
    return (int) (mixed >>> 33) & (MOST - 1) & -WAYS;
  }

  /// A packet, how often each capture has heard it, and when one last did.
  private static final class Heard {
    final Packet packet;
    final int[] times;
    long last;

    Heard(Packet packet, int captures) {
      this.packet = packet;
      this.times = new int[captures];
      this.times[packet.capture()] = 1;
      this.last = packet.nanos();
    }

    boolean is(Packet other) {
      return other.nanos() - last <= WINDOW.toNanos()
          && packet.sourcePort() == other.sourcePort()
          && packet.port().equals(other.port())
          && packet.source().equals(other.source())
          && packet.destination().equals(other.destination());
    }

    /// Counts one more hearing, and says whether it is that of a new packet.
    boolean again(Packet other) {
      last = Math.max(last, other.nanos());
      int own = ++times[other.capture()];
      for (int capture = 0; capture < times.length; capture++) {
        if (capture != other.capture() && times[capture] >= own) {
          return false;
        }
      }
      return true;
    }
  }
}
