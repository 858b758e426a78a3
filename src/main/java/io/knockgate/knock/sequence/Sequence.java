package io.knockgate.knock.sequence;

import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.net.Port;
import io.knockgate.replay.Mark;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Ports that are knocked on in order.
///
/// @param name the name under `knocks:`
/// @param ports the start of the sequence, or all of it: 1 to [#MOST] ports, each on its own
///     protocol; the same port twice means two knocks
/// @param within the longest time from the first knock to the last; positive
/// @param wish what the sequence stands for
/// @param spell the digits that follow the ports; null where there are none
/// @param client whom it proves: a name under `clients:`, or [Claim#ANONYMOUS]
/// @param mark what makes it count only once; null where it can be repeated
public record Sequence(
    String name,
    List<Port> ports,
    Duration within,
    Wish wish,
    @Nullable Spell spell,
    String client,
    @Nullable Mark mark) {
  /// The most ports that a sequence may name.
  public static final int MOST = 32;

  private static final int DIGEST_BYTES = 16;

  public Sequence {
    ports = List.copyOf(ports);
    if (ports.isEmpty() || ports.size() > MOST || !within.isPositive()) {
      throw new IllegalArgumentException("sequence " + ports + " within " + within);
    }
  }

  /// A sequence as the operator wrote it, static or dynamic: it proves nobody in particular and can
  /// be repeated.
  public Sequence(
      String name, List<Port> ports, Duration within, Wish wish, @Nullable Spell spell) {
    this(name, ports, within, wish, spell, Claim.ANONYMOUS, null);
  }

  /// The same sequence, to be used up by its first use and never forgotten. Its mark is the first
  /// 16 bytes of SHA-256, in hexadecimal digits, over the ports as in `tcp/7000 udp/8000`.
  public Sequence once() {
    return new Sequence(
        name, ports, within, wish, spell, client, new Mark.Once(name, digest(), Instant.MAX));
  }

  /// How many knocks the whole sequence has.
  public int length() {
    return ports.size() + (spell == null ? 0 : spell.digits());
  }

  /// Whether some knock of it is on that port.
  boolean uses(Port port) {
    return ports.contains(port) || (spell != null && spell.hasDigit(port));
  }

  private String digest() {
    var text = ports.stream().map(Port::toString).collect(Collectors.joining(" "));
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible); // every JDK has it
    }
  }
}
