package io.knockgate.knock.encrypted;

import io.knockgate.knock.Recognition;
import io.knockgate.knock.Sources;
import io.knockgate.net.PortRange;
import io.knockgate.packet.Packet;
import io.knockgate.time.WallClock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// All encrypted knocks that are spelled with the same ports. They share what is remembered of a
/// source, and each tries its own key.
final class Band {
  /// How many sources are remembered: 13 MB once a flood has filled all of it.
  static final int SOURCES = 32_768;

  private final PortRange ports;
  private final List<Hearing> hearings;
  private final long longest;
  private final Sources<Recent> sources;

  /// @param knocks at least one
  /// @param secret a random number
  Band(PortRange ports, List<EncryptedKnock> knocks, long secret) {
    this.ports = ports;
    this.hearings = knocks.stream().map(Hearing::new).toList();
    this.longest =
        knocks.stream()
            .map(EncryptedKnock::within)
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO)
            .toNanos();
    this.sources = new Sources<>(SOURCES, longest, secret, Recent::new);
  }

  Recognition consider(Packet packet, WallClock clock) {
    if (!ports.contains(packet.port().number())) {
      return Recognition.UNHEARD;
    }
    long site = packet.source().siteBits();
    int known = sources.find(site);
    int place = known < 0 ? sources.add(site, packet.nanos()) : known;
    var recent = sources.at(place);
    if (recent.has(packet)) {
      return Recognition.UNHEARD;
    }
    recent.add(packet, longest);
    var told = Recognition.UNHEARD;
    for (var hearing : hearings) {
      var recognition = hearing.judge(recent, packet, clock);
      if (EncryptedMethod.isWhole(recognition)) {
        recent.spend();
        told = recognition;
        break;
      }
      if (told.equals(Recognition.UNHEARD)) {
        told = recognition;
      }
    }
    sources.note(place, recent.count(), packet.nanos());
    return told;
  }
}
