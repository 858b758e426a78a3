package io.knockgate.config;

import io.knockgate.knock.Wish;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One sequence under `knocks:`.
///
/// @param name free, unique
/// @param sequence the ports in order; where `spell` is there, the start of the knock
/// @param within the longest time from the first packet to the last
/// @param spell how the knock goes on to name a port; null where it doesn't
/// @param wish what it stands for
public record KnockSetting(
    String name, List<Port> sequence, Duration within, @Nullable Spell spell, Wish wish) {
  /// `within` where nothing is written.
  public static final Duration WITHIN = Duration.ofSeconds(15);

  public KnockSetting {
    sequence = List.copyOf(sequence);
  }

  /// `spell: {port: 1040-1049, digits: 5}`: after the start, one TCP knock a decimal digit, on the
  /// first port plus the digit.
  ///
  /// @param ports ten or more; the digit nine is the tenth
  /// @param digits how many digits are knocked, leading zeros included; 1 to 5
  public record Spell(PortRange ports, int digits) {
    /// The ports that digits are knocked on, ten of them.
    public PortRange digitPorts() {
      return new PortRange(ports.first(), ports.first() + 9);
    }
  }
}
