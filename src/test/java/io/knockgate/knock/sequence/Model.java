package io.knockgate.knock.sequence;

import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import io.knockgate.packet.Packet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a recogniser does, written as plainly as can be: whole histories, no bounds, no haste.
final class Model {
  private record Knocks(Sequence sequence, List<Packet> packets) {
    boolean awaits(Port port) {
      int heard = packets.size();
      if (heard < sequence.ports().size()) {
        return sequence.ports().get(heard).equals(port);
      }
      var spell = sequence.spell();
      return spell != null
          && port.protocol() == Protocol.TCP
          && port.number() >= spell.range().first()
          && port.number() < spell.range().first() + 10;
    }

    Knocks with(Packet packet) {
      var more = new ArrayList<>(packets);
      more.add(packet);
      return new Knocks(sequence, more);
    }

    boolean isLate(Packet packet) {
      return packet.nanos() - packets.get(0).nanos() > sequence.within().toNanos();
    }

    boolean isComplete() {
      return packets.size() == sequence.length();
    }

    int spelled() {
      var digits = new StringBuilder();
      var spell = sequence.spell();
      if (spell != null) {
        for (var packet : packets.subList(sequence.ports().size(), packets.size())) {
          digits.append(packet.port().number() - spell.range().first());
        }
      }
      return digits.isEmpty() ? 0 : Integer.parseInt(digits.toString());
    }
  }

  private static final class Site {
    private final Patience patience;
    private final List<Packet> heard = new ArrayList<>();
    private List<Knocks> attempts = new ArrayList<>();

    private Site(long nanos) {
      patience = new Patience(nanos);
    }
  }

  private final List<Sequence> sequences;
  private final Map<Address, Site> sites = new HashMap<>();

  Model(List<Sequence> sequences) {
    this.sequences = sequences;
  }

  /// The name of the knock that is complete with this packet, and what it spells.
  Optional<String> consider(Packet packet) {
    var begun = sequences.stream().filter(s -> s.ports().get(0).equals(packet.port())).toList();
    var site = sites.get(packet.source().site());
    if (site == null) {
      if (begun.isEmpty()) {
        return Optional.empty();
      }
      site = new Site(packet.nanos());
      sites.put(packet.source().site(), site);
    }
    return hear(site, packet, begun);
  }

  private static Optional<String> hear(Site site, Packet packet, List<Sequence> begun) {
    if ((site.attempts.isEmpty() && begun.isEmpty()) || isEcho(site.heard, packet)) {
      return Optional.empty();
    }
    site.patience.passTime(packet.nanos());
    lose(site, site.attempts.stream().filter(a -> a.isLate(packet)).toList(), packet);
    var moved = new ArrayList<Knocks>();
    for (var attempt : site.attempts) {
      if (attempt.awaits(packet.port())) {
        moved.add(attempt.with(packet));
      }
    }
    for (var sequence : begun) {
      if (!site.patience.isDeaf()) {
        moved.add(new Knocks(sequence, List.of(packet)));
      }
    }
    site.attempts =
        new ArrayList<>(
            site.attempts.stream()
                .filter(a -> !a.awaits(packet.port()))
                .filter(a -> moved.stream().noneMatch(m -> isAsFar(m, a)))
                .toList());
    if (!site.attempts.isEmpty() && !site.patience.forgivesStray(packet.nanos())) {
      lose(site, List.copyOf(site.attempts), packet);
    }
    site.attempts.addAll(moved);
    if (moved.isEmpty()) {
      return Optional.empty();
    }
    site.heard.add(packet);
    site.patience.noteStep();
    return complete(site, moved.stream().filter(Knocks::isComplete).toList(), packet);
  }

  private static Optional<String> complete(Site site, List<Knocks> complete, Packet packet) {
    if (complete.isEmpty()) {
      return Optional.empty();
    }
    site.attempts.clear();
    var knocks = complete.get(0);
    int spelled = knocks.spelled();
    if (knocks.sequence().spell() != null && (spelled == 0 || spelled > 65535)) {
      site.patience.chargeLoss(packet.nanos());
      return Optional.empty();
    }
    site.patience.restore(packet.nanos());
    return Optional.of(knocks.sequence().name() + " " + spelled);
  }

  private static boolean isAsFar(Knocks one, Knocks other) {
    return one.sequence().equals(other.sequence())
        && one.packets().size() == other.packets().size();
  }

  private static void lose(Site site, List<Knocks> lost, Packet packet) {
    site.attempts.removeAll(lost);
    for (var knocks : lost) {
      if (knocks.packets().size() > 1) {
        site.patience.chargeLoss(packet.nanos());
      }
    }
  }

  private static boolean isEcho(List<Packet> heard, Packet packet) {
    var tcp = heard.stream().filter(p -> p.port().protocol() == Protocol.TCP).toList();
    return packet.port().protocol() == Protocol.TCP
        && tcp.subList(Math.max(0, tcp.size() - Echoes.MOST), tcp.size()).stream()
            .anyMatch(
                p ->
                    p.sourcePort() == packet.sourcePort()
                        && p.sequence() == packet.sequence()
                        && p.port().equals(packet.port()));
  }
}
