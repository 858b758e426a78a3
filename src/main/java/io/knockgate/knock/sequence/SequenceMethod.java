package io.knockgate.knock.sequence;

import io.knockgate.knock.KnockMethod;
import io.knockgate.knock.Recognition;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Recognises all static and dynamic sequences together.
///
/// A sequence is heard when its knocks come in order from one source (an IPv4 address or an IPv6
/// /64) within its time. Retransmissions don't count ([Echoes]), a few packets in between are
/// forgiven ([Patience]), a scan is not. What is admitted is the full address of the last packet.
///
/// A source is remembered only from the first port of a sequence on; any other packet of an unknown
/// source costs two look-ups and no memory. All bounds are in [Sources], [Source] and [Echoes]; a
/// flood of spoofed packets makes nothing grow beyond them.
public final class SequenceMethod implements KnockMethod {
  private final Map<Port, List<Sequence>> beginnings;
  private final Sources sources;

  /// @param sequences all there are, none the tail of another
  public SequenceMethod(List<Sequence> sequences) {
    this(sequences, Sources.MOST, new SecureRandom().nextLong());
  }

  SequenceMethod(List<Sequence> sequences, int most, long secret) {
    long longest = sequences.stream().mapToLong(s -> s.within().toNanos()).max().orElse(0);
    sources = new Sources(most, longest, secret);
    beginnings = new HashMap<>();
    for (var sequence : sequences) {
      beginnings
          .computeIfAbsent(sequence.ports().getFirst(), _ -> new ArrayList<>(1))
          .add(sequence);
    }
  }

  @Override
  public Recognition consider(Packet packet) {
    var begun = beginnings.getOrDefault(packet.port(), List.of());
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
