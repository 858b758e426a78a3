package io.knockgate.config;

import io.knockgate.config.KnockForm.Rolling;
import io.knockgate.net.PortRange;
import io.knockgate.secret.SecretReference;
import java.time.Duration;
import java.util.Optional;

/// Reads `rolling`.
final class RollingReader {
  private static final Duration SHORTEST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofHours(1);

  private RollingReader() {}

  /// Reads what the gateway knows of such a knock.
  static WrittenKind.Rolling read(Item rolling) {
    return rolling
        .section(RollingReader::read)
        .orElse(new WrittenKind.Rolling(Optional.empty(), Optional.empty(), Optional.empty()));
  }

  private static WrittenKind.Rolling read(Section rolling) {
    var client = rolling.require("client").flatMap(item -> item.text(Forms::name));
    var ports = ports(rolling);
    var form = form(rolling, ports);
    return new WrittenKind.Rolling(
        client,
        ports,
        client.flatMap(name -> form.map(it -> new KnockSetting.Rolling(name.value(), it))));
  }

  /// Reads what a client knows of it.
  static Optional<Rolling> form(Item rolling) {
    return rolling.section(section -> form(section, ports(section))).flatMap(form -> form);
  }

  private static Optional<Rolling> form(Section rolling, Optional<Placed<PortRange>> ports) {
    var length =
        rolling.require("length").flatMap(item -> item.number(1, SequenceReader.MOST_PORTS));
    var period =
        rolling.require("period").flatMap(item -> item.text(Forms.time(SHORTEST, LONGEST)));
    var secret = rolling.require("secret").flatMap(item -> item.text(SecretReference::parse));
    return ports.isPresent() && length.isPresent() && period.isPresent() && secret.isPresent()
        ? Optional.of(
            new Rolling(
                ports.get().value(), length.get(), period.get().value(), secret.get().value()))
        : Optional.empty();
  }

  private static Optional<Placed<PortRange>> ports(Section rolling) {
    return rolling.require("ports").flatMap(item -> item.textOrNumber(PortRange::parse));
  }
}
