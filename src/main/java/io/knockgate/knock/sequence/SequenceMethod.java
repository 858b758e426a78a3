package io.knockgate.knock.sequence;

import io.knockgate.knock.KnockMethod;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Sources;
import io.knockgate.net.PortRange;
import io.knockgate.packet.Packet;
import io.knockgate.time.WallClock;
import java.security.SecureRandom;
import java.util.List;

/// Recognises all static, dynamic, one-time and rolling sequences together.
///
/// A sequence is heard when its knocks come in order from one source (an IPv4 address or an IPv6
/// /64) within its time. What is admitted is the full address of the last packet.
///
/// What a network does to it: a retransmission does not count ([Echoes]). A datagram that comes
/// twice is a second knock, which spoils nothing unless the next port is the same. A packet that is
/// lost, or two that come in the wrong order, spoil that knock, and the same one tried again is
/// heard. Packets in between are forgiven as [Odds] and [Patience] say, so that interference does
/// not spoil a knock and a scan spoils itself. Of sequences that share ports, one may be completed
/// by knocks at the other if these fail three times within its time.
///
/// A source is remembered only from the first port of a sequence on; any other packet of an unknown
/// source costs two look-ups and no memory. All that is bounded is in [Bounds].
public final class SequenceMethod implements KnockMethod {
  private final PortRange watch;
  private final List<Sequence> sequences;
  private final List<Rolling> rollings;
  private final Beginnings beginnings;
  private final Sources<Source> sources;

  /// @param watch the TCP ports whose SYNs are heard, beside those of the sequences
  /// @param sequences those that stand for ever, none contained in another
  /// @param rollings those that change with the time
  /// @param clock tells the time of a packet
  public SequenceMethod(
      PortRange watch, List<Sequence> sequences, List<Rolling> rollings, WallClock clock) {
    this(watch, sequences, rollings, clock, Bounds.SOURCES, new SecureRandom().nextLong());
  }

  SequenceMethod(
      PortRange watch,
      List<Sequence> sequences,
      List<Rolling> rollings,
      WallClock clock,
      int most,
      long secret) {
    this.watch = watch;
    this.sequences = List.copyOf(sequences);
    this.rollings = List.copyOf(rollings);
    var bounds = Bounds.of(watch, sequences, rollings);
    sources = new Sources<>(most, bounds.longest(), secret, () -> new Source(bounds));
    beginnings = new Beginnings(sequences, rollings, clock);
  }

  /// Whether it recognises just these.
  public boolean isFor(PortRange watch, List<Sequence> sequences, List<Rolling> rollings) {
    return this.watch.equals(watch)
        && this.sequences.equals(sequences)
        && this.rollings.equals(rollings);
  }

  @Override
  public Recognition consider(Packet packet) {
    var begun = beginnings.of(packet);
    long site = packet.source().siteBits();
    int place = sources.find(site);
    if (place < 0) {
      if (begun.isEmpty()) {
        return Recognition.UNHEARD;
      }
      place = sources.add(site, packet.nanos());
    }
    var source = sources.at(place);
    var recognition = source.hear(packet, begun);
    if (!recognition.equals(Recognition.UNHEARD)) {
      sources.note(place, source.farthest(), packet.nanos());
    }
    return recognition;
  }
}
