package io.knockgate.config;

import io.knockgate.knock.Admit;
import io.knockgate.net.Port;
import io.knockgate.secret.SecretReference;
import java.time.Duration;
import java.util.Optional;

/// Reads what the gateway knows of `spa`.
final class SpaReader {
  private static final Duration LONGEST_SKEW = Duration.ofHours(1);

  private SpaReader() {}

  static WrittenKind.Spa read(Item spa, Admit admit) {
    return spa.section(section -> read(section, admit))
        .orElse(new WrittenKind.Spa(Optional.empty(), Optional.empty()));
  }

  private static WrittenKind.Spa read(Section spa, Admit admit) {
    var udp = udp(spa);
    var key = spa.get("key").flatMap(item -> item.text(SecretReference::parse));
    var skew = spa.get("clock-skew").flatMap(item -> item.text(Forms.time(LONGEST_SKEW)));
    return new WrittenKind.Spa(
        udp,
        udp.map(
            port ->
                new KnockSetting.Spa(
                    port.value(),
                    key.map(Placed::value).orElse(null),
                    admit,
                    skew.map(Placed::value).orElse(KnockSetting.Spa.CLOCK_SKEW))));
  }

  /// The port that single packets are sent to.
  static Optional<Placed<Port>> udp(Section section) {
    return section
        .require("udp")
        .flatMap(item -> item.textOrNumber(text -> Port.udp(Port.number(text))));
  }
}
