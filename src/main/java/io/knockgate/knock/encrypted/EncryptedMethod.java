package io.knockgate.knock.encrypted;

import io.knockgate.knock.KnockMethod;
import io.knockgate.knock.Recognition;
import io.knockgate.net.Protocol;
import io.knockgate.packet.Packet;
import io.knockgate.time.WallClock;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Collectors;

/// Recognises encrypted knocks. Each port of a knock's range stands for a byte; of each source (an
/// IPv4 address or an IPv6 /64) the last packets to the range are remembered, and with each new one
/// the last eight or 28 are opened. What comes to other ports doesn't matter; one packet more in
/// the range, or two in the wrong order, spoil the knock, and it must be sent again.
///
/// What a packet costs is bounded: a look-up, and for each knock of the range at most one trial.
/// [Band] and [Recent] bound the memory.
public final class EncryptedMethod implements KnockMethod {
  private final List<Band> bands;
  private final WallClock clock;

  /// @param knocks all there are; those of the same ports are told apart by their keys
  /// @param clock what a packet's time is called, for ciphers that know the time
  public EncryptedMethod(List<EncryptedKnock> knocks, WallClock clock) {
    this(knocks, clock, new SecureRandom().nextLong());
  }

  EncryptedMethod(List<EncryptedKnock> knocks, WallClock clock, long secret) {
    this.clock = clock;
    this.bands =
        knocks.stream().collect(Collectors.groupingBy(EncryptedKnock::ports)).entrySet().stream()
            .map(band -> new Band(band.getKey(), band.getValue(), secret))
            .toList();
  }

  @Override
  public Recognition consider(Packet packet) {
    var told = Recognition.UNHEARD;
    if (packet.port().protocol() == Protocol.TCP) {
      for (int i = 0; i < bands.size(); i++) {
        var recognition = bands.get(i).consider(packet, clock);
        if (told.equals(Recognition.UNHEARD) || isWhole(recognition)) {
          told = recognition;
        }
      }
    }
    return told;
  }

  /// Whether all of a knock has come, whatever becomes of it.
  static boolean isWhole(Recognition recognition) {
    return recognition instanceof Recognition.Complete
        || recognition instanceof Recognition.Refused;
  }
}
