package io.knockgate.config;

import io.knockgate.knock.Admit;
import io.knockgate.knock.Wish;
import io.knockgate.knock.fwknop.Wanted;
import io.knockgate.net.Port;
import io.knockgate.secret.SecretReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One entry of `knocks:`.
///
/// @param name free, unique
/// @param kind how it is knocked
/// @param within the longest time from the first packet to the last; zero where there is but one
/// @param wish what it stands for; null where the packet says it (`spa`, `fwknop`)
public record KnockSetting(String name, Kind kind, Duration within, @Nullable Wish wish) {
  /// `within` where nothing is written, and such a knock may take that long.
  public static final Duration WITHIN = Duration.ofSeconds(15);

  /// What it stands for, of a kind whose packets don't say it.
  public Wish fixedWish() {
    return Objects.requireNonNull(wish, name);
  }

  /// How a knock is knocked, by its key.
  public sealed interface Kind {}

  /// `sequence`
  public record Static(KnockForm.Sequence form) implements Kind {}

  /// `one-time`
  ///
  /// @param sequences at least one, each of 1 to 32 ports and good for one knock
  public record OneTime(List<List<Port>> sequences) implements Kind {
    public OneTime {
      sequences = sequences.stream().map(List::copyOf).toList();
    }
  }

  /// `encrypted`
  ///
  /// @param admit whom it admits that names an address
  /// @param onceIn how long an accepted block of blowfish is not accepted again; the successor's is
  ///     never
  public record Encrypted(KnockForm.Encrypted form, Admit admit, Duration onceIn) implements Kind {}

  /// `rolling`
  ///
  /// @param client who knocks it: one of `clients:`, who may have its action
  public record Rolling(String client, KnockForm.Rolling form) implements Kind {}

  /// `spa`: who knocks and what is wanted stand in the packet.
  ///
  /// @param udp the port that packets are sent to
  /// @param key where the gateway's private key is kept; null for a file of the state directory
  ///     that the daemon makes
  /// @param admit whom it admits that names an address
  /// @param clockSkew how far a client's clock may be off
  public record Spa(Port udp, @Nullable SecretReference key, Admit admit, Duration clockSkew)
      implements Kind {
    /// `clock-skew` where nothing is written.
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(1);
  }

  /// `fwknop`: packets of fwknop's clients; what they ask for stands for an action.
  ///
  /// @param udp the port that packets are sent to
  /// @param actions what a packet asks for, and the action that it stands for
  /// @param admit whom it admits that names an address
  /// @param maxAge how far a packet's time may be off
  public record Fwknop(Port udp, Map<Wanted, String> actions, Admit admit, Duration maxAge)
      implements Kind {
    /// `max-age` where nothing is written: that of fwknopd (MAX_SPA_PACKET_AGE).
    public static final Duration MAX_AGE = Duration.ofMinutes(2);

    public Fwknop {
      actions = Map.copyOf(actions);
    }
  }
}
