package io.knockgate.config;

import io.knockgate.knock.fwknop.Wanted;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A knock's kind as it was written, with the places that the checks point at.
sealed interface WrittenKind {
  /// Of any kind.
  Duration LONGEST_WITHIN = Duration.ofHours(1);

  /// What was written; empty where it could not be read, which has been told.
  Optional<? extends KnockSetting.Kind> kind();

  /// The sequences that are written out; none where they could not be read as a whole.
  default List<WrittenSequence> sequences() {
    return List.of();
  }

  /// The TCP ports of which any may be knocked.
  default Optional<Placed<PortRange>> range() {
    return Optional.empty();
  }

  /// The port that single packets are sent to.
  default Optional<Placed<Port>> udp() {
    return Optional.empty();
  }

  /// Whether its packets say what they stand for, so that the knock has no `action`.
  default boolean saysItsWish() {
    return false;
  }

  /// The longest `within` that makes sense.
  default Duration longestWithin() {
    return LONGEST_WITHIN;
  }

  /// `sequence`
  ///
  /// @param spells whether `spell` is written, readable or not
  record Static(
      List<WrittenSequence> sequences,
      boolean spells,
      Optional<Placed<KnockForm.Spell>> spell,
      Optional<KnockSetting.Static> kind)
      implements WrittenKind {
    @Override
    public Optional<Placed<PortRange>> range() {
      return spell.map(placed -> new Placed<>(placed.value().digitPorts(), placed.place()));
    }
  }

  /// `one-time`
  record OneTime(List<WrittenSequence> sequences) implements WrittenKind {
    @Override
    public Optional<KnockSetting.OneTime> kind() {
      return sequences.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new KnockSetting.OneTime(
                  sequences.stream().map(line -> Placed.values(line.ports())).toList()));
    }
  }

  /// `encrypted`
  record Encrypted(Optional<Placed<PortRange>> range, Optional<KnockSetting.Encrypted> kind)
      implements WrittenKind {
    /// How far the successor's time may be off.
    private static final Duration FRESH = Duration.ofSeconds(30);

    @Override
    public Duration longestWithin() {
      return isFresh() ? FRESH : LONGEST_WITHIN;
    }

    private boolean isFresh() {
      return kind.isPresent() && kind.get().form().cipher() instanceof KnockForm.ChaCha20Poly1305;
    }
  }

  /// `rolling`
  record Rolling(
      Optional<Placed<String>> client,
      Optional<Placed<PortRange>> range,
      Optional<KnockSetting.Rolling> kind)
      implements WrittenKind {
    @Override
    public Duration longestWithin() {
      return kind.map(rolling -> rolling.form().period()).orElse(LONGEST_WITHIN);
    }
  }

  /// `spa`
  record Spa(Optional<Placed<Port>> udp, Optional<KnockSetting.Spa> kind) implements WrittenKind {
    @Override
    public boolean saysItsWish() {
      return true;
    }
  }

  /// `fwknop`
  ///
  /// @param actions what packets may ask for, and the names of the actions
  record Fwknop(
      Optional<Placed<Port>> udp,
      Map<Wanted, Placed<String>> actions,
      Optional<KnockSetting.Fwknop> kind)
      implements WrittenKind {
    @Override
    public boolean saysItsWish() {
      return true;
    }
  }
}
