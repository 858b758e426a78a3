package io.knockgate.knock.sequence;

import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import io.knockgate.packet.Packet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a recogniser does, written as plainly as can be: every packet is kept for ever, and what
/// there is to know is searched among them. It shares nothing with the recogniser but its nouns.
final class Model {
  private static final long MILLISECOND = 1_000_000;
  private static final long MINUTE = 60_000 * MILLISECOND;

  /// The packets that an attempt consists of.
  private record Knocks(Sequence sequence, List<Packet> packets) {
    boolean awaits(Port port) {
      int heard = packets.size();
      if (heard < sequence.ports().size()) {
        return sequence.ports().get(heard).equals(port);
      }
      return isDigit(sequence, port);
    }

    Knocks with(Packet packet) {
      var more = new ArrayList<>(packets);
      more.add(packet);
      return new Knocks(sequence, more);
    }

    long age(Packet packet) {
      return packet.nanos() - packets.getFirst().nanos();
    }

    boolean isComplete() {
      return packets.size() == sequence.length();
    }

    int spelled() {
      var digits = new StringBuilder("0");
      var spell = sequence.spell();
      if (spell != null) {
        for (var packet : packets.subList(sequence.ports().size(), packets.size())) {
          digits.append(packet.port().number() - spell.range().first());
        }
      }
      return Integer.parseInt(digits.toString());
    }
  }

  private static final class Site {
    private final List<Packet> packets = new ArrayList<>();
    private final List<Packet> strays = new ArrayList<>();
    private final List<Packet> knocks = new ArrayList<>();
    private List<Knocks> attempts = new ArrayList<>();
    private int losses;
    private long regainedAt;
  }

  private final List<Sequence> sequences;
  private final int watched;
  private final long knownPorts;
  private final Map<Address, Site> sites = new HashMap<>();

  /// How often a source was deaf to a first knock, and without patience.
  int deaf;

  int strict;

  Model(List<Sequence> sequences, int watched) {
    this.sequences = sequences;
    this.watched = watched;
    this.knownPorts =
        IntStream.rangeClosed(1, 65535)
            .boxed()
            .flatMap(number -> Stream.of(Port.tcp(number), Port.udp(number)))
            .filter(this::isOfASequence)
            .count();
  }

  /// The name of the knock that is complete with this packet, and what it spells.
  Optional<String> consider(Packet packet) {
    var site = sites.computeIfAbsent(packet.source().site(), _ -> new Site());
    boolean begins = sequences.stream().anyMatch(s -> s.ports().getFirst().equals(packet.port()));
    if (isRetransmission(site, packet) || (site.attempts.isEmpty() && !begins)) {
      return Optional.empty();
    }
    site.packets.add(packet);
    regain(site, packet);
    if (!begins
        && !isKnown(packet.port())
        && site.attempts.stream().noneMatch(a -> knows(a, packet.port()))) {
      site.strays.add(packet);
    }
    var moved = new ArrayList<Knocks>();
    site.attempts = judge(site, packet, moved);
    if (site.losses < 40) {
      sequences.stream()
          .filter(s -> s.ports().getFirst().equals(packet.port()))
          .forEach(s -> moved.add(new Knocks(s, List.of(packet))));
    } else {
      deaf += begins ? 1 : 0;
    }
    for (var old : List.copyOf(site.attempts)) {
      if (moved.stream().anyMatch(young -> isAsFar(young, old))) {
        site.attempts.remove(old);
        charge(site, old);
      }
    }
    site.attempts.addAll(moved);
    if (!moved.isEmpty() && packet.port().protocol() == Protocol.TCP) {
      site.knocks.add(packet);
    }
    return moved.stream().filter(Knocks::isComplete).findFirst().flatMap(k -> complete(site, k));
  }

  /// Those that stay as they are; those that come further are added to `moved`.
  private List<Knocks> judge(Site site, Packet packet, List<Knocks> moved) {
    var stay = new ArrayList<Knocks>();
    int losses = site.losses;
    strict += losses >= 8 ? 1 : 0;
    for (var attempt : site.attempts) {
      boolean late = attempt.age(packet) > attempt.sequence().within().toNanos();
      if (!late && attempt.awaits(packet.port())) {
        moved.add(attempt.with(packet));
      } else if (!late && strays(site, attempt) <= forgiven(attempt, packet, losses)) {
        stay.add(attempt);
      } else {
        charge(site, attempt);
      }
    }
    return stay;
  }

  private static void charge(Site site, Knocks lost) {
    boolean costs = site.losses < 8 || lost.packets().size() > 1;
    if (costs && site.losses < 40 && strays(site, lost) > 0) {
      site.losses++;
    }
  }

  private static Optional<String> complete(Site site, Knocks complete) {
    var sequence = complete.sequence();
    int began = site.packets.indexOf(complete.packets().getFirst());
    site.attempts.removeIf(
        other -> {
          var port = other.packets().getLast().port();
          int otherBegan = site.packets.indexOf(other.packets().getFirst());
          if (other.sequence().equals(sequence)) {
            return sequence.spell() == null || otherBegan <= began;
          }
          return (sequence.ports().contains(port) || isDigit(sequence, port))
              && (otherBegan <= began || otherBegan == site.packets.size() - 1);
        });
    int spelled = complete.spelled();
    if (sequence.spell() != null && (spelled == 0 || spelled > 65535)) {
      charge(site, complete);
      return Optional.empty();
    }
    site.losses = 0;
    return Optional.of(sequence.name() + " " + spelled);
  }

  private static int strays(Site site, Knocks attempt) {
    int began = site.packets.indexOf(attempt.packets().getFirst());
    return (int)
        site.packets.subList(began, site.packets.size()).stream()
            .filter(site.strays::contains)
            .count();
  }

  private static boolean knows(Knocks attempt, Port port) {
    int heard = Math.min(attempt.packets().size(), attempt.sequence().ports().size());
    return attempt.awaits(port) || attempt.sequence().ports().subList(0, heard).contains(port);
  }

  private boolean isKnown(Port port) {
    return isOfASequence(port) && 8 * knownPorts <= Math.min(2000, watched);
  }

  private boolean isOfASequence(Port port) {
    return sequences.stream().anyMatch(s -> s.ports().contains(port) || isDigit(s, port));
  }

  private long forgiven(Knocks attempt, Packet packet, int losses) {
    int k = attempt.sequence().ports().size();
    var most = BigInteger.valueOf(Math.min(2000, watched)).pow(k - 1);
    long strays = -1;
    while (strays < 63
        && binomial(strays + k, k - 1)
                .multiply(BigInteger.valueOf(sequences.size() * 100_000L))
                .compareTo(most)
            <= 0) {
      strays++;
    }
    long paced = 6 + Math.max(0, attempt.age(packet)) / (5 * MILLISECOND);
    long allowed = Math.min(Math.max(0, strays), paced);
    for (int i = 2; i < losses; i++) {
      allowed /= 2;
    }
    return losses < 8 ? allowed : 0;
  }

  private static BigInteger binomial(long n, long k) {
    var ways = BigInteger.ONE;
    for (long i = 1; i <= k; i++) {
      ways = ways.multiply(BigInteger.valueOf(n - k + i)).divide(BigInteger.valueOf(i));
    }
    return ways;
  }

  private static void regain(Site site, Packet packet) {
    while (site.losses > 0 && packet.nanos() - site.regainedAt >= 5 * MINUTE) {
      site.losses--;
      site.regainedAt += 5 * MINUTE;
    }
    if (site.losses == 0) {
      site.regainedAt = packet.nanos();
    }
  }

  private static boolean isDigit(Sequence sequence, Port port) {
    var spell = sequence.spell();
    return spell != null
        && port.protocol() == Protocol.TCP
        && port.number() >= spell.range().first()
        && port.number() < spell.range().first() + 10;
  }

  private static boolean isAsFar(Knocks one, Knocks other) {
    return one.sequence().equals(other.sequence())
        && one.packets().size() == other.packets().size();
  }

  private static boolean isRetransmission(Site site, Packet packet) {
    if (packet.port().protocol() != Protocol.TCP || site.knocks.isEmpty()) {
      return false;
    }
    if (packet.nanos() - site.knocks.getLast().nanos() > 130_000 * MILLISECOND) {
      site.knocks.clear();
    }
    return site.knocks.subList(Math.max(0, site.knocks.size() - 8), site.knocks.size()).stream()
        .anyMatch(
            k ->
                k.sourcePort() == packet.sourcePort()
                    && k.sequence() == packet.sequence()
                    && k.port().equals(packet.port()));
  }
}
