package io.knockgate.knock.sequence;

import io.knockgate.knock.Wish;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Ports that are knocked on in order, as the operator wrote them.
///
/// @param name the name under `knocks:`
/// @param ports the start of the sequence, or all of it: 1 to [#MOST] ports, each on its own
///     protocol; the same port twice means two knocks
/// @param within the longest time from the first knock to the last; positive
/// @param wish what the sequence stands for
/// @param spell the digits that follow the ports, or null for a static sequence
public record Sequence(
    String name, List<Port> ports, Duration within, Wish wish, @Nullable Spell spell) {
  /// The most ports that a sequence may name.
  public static final int MOST = 32;

  public Sequence {
    ports = List.copyOf(ports);
    if (ports.isEmpty() || ports.size() > MOST || !within.isPositive()) {
      throw new IllegalArgumentException("sequence " + ports + " within " + within);
    }
  }

  /// How many knocks the whole sequence has.
  public int length() {
    return ports.size() + (spell == null ? 0 : spell.digits());
  }
}
