package io.knockgate.knock.sequence;

import io.knockgate.knock.Wish;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.time.Duration;
import java.util.Arrays;

/// The sequences of the documentation.
final class Sequences {
  static final Sequence NAS = tcp("nas", 2033, 3022, 6712, 4998, 4113);
  static final Sequence NAS_SHUT =
      new Sequence(
          "nas-shut",
          tcp("", 4113, 4998, 6712, 3022).ports(),
          Duration.ofSeconds(15),
          new Wish.Close("act"),
          null);
  static final Sequence ANY_PORT =
      new Sequence(
          "any-port",
          tcp("", 1042, 1044, 1043, 1049).ports(),
          Duration.ofSeconds(15),
          new Wish.Open("act"),
          new Spell(new PortRange(1040, 1049), 5));

  private Sequences() {}

  static Sequence tcp(String name, int... ports) {
    return new Sequence(
        name,
        Arrays.stream(ports).mapToObj(Port::tcp).toList(),
        Duration.ofSeconds(15),
        new Wish.Open("act"),
        null);
  }
}
