package io.knockgate.config;

import io.knockgate.config.KnockForm.Spell;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.util.List;
import java.util.Optional;

/// Reads `sequence` and `spell`.
final class SequenceReader {
  /// Of one sequence. Nobody knocks longer.
  static final int MOST_PORTS = 32;

  private SequenceReader() {}

  /// Reads the value of `sequence`, and that of `spell` where it is written.
  static WrittenKind.Static read(String knock, Item sequence, Optional<Item> spell) {
    var ports = ports(sequence);
    var read = spell.flatMap(SequenceReader::spell);
    var spelled = read.map(Placed::value).orElse(null);
    boolean isRead = !ports.isEmpty() && read.isPresent() == spell.isPresent();
    return new WrittenKind.Static(
        ports.isEmpty()
            ? List.of()
            : List.of(
                new WrittenSequence("\"" + knock + "\"", sequence.keyPlace(), ports, spelled)),
        spell.isPresent(),
        read,
        isRead
            ? Optional.of(
                new KnockSetting.Static(new KnockForm.Sequence(Placed.values(ports), spelled)))
            : Optional.empty());
  }

  private static List<Placed<Port>> ports(Item sequence) {
    var items = sequence.list(MOST_PORTS);
    var ports =
        items.stream().flatMap(item -> item.textOrNumber(Forms::knockPort).stream()).toList();
    return ports.size() == items.size() ? ports : List.of();
  }

  private static Optional<Placed<Spell>> spell(Item item) {
    return item.section(SequenceReader::spell)
        .flatMap(spell -> spell)
        .map(spell -> new Placed<>(spell, item.keyPlace()));
  }

  private static Optional<Spell> spell(Section spell) {
    var ports = spell.require("port").flatMap(port -> port.textOrNumber(SequenceReader::digits));
    var digits = spell.require("digits").flatMap(count -> count.number(1, 5));
    return ports.isPresent() && digits.isPresent()
        ? Optional.of(new Spell(ports.get().value(), digits.get()))
        : Optional.empty();
  }

  private static PortRange digits(String text) throws BadValue {
    var range = PortRange.parse(text);
    if (range.size() < 10) {
      throw new BadValue("ten digits need ten ports, as 1040-1049; not \"" + text + "\"");
    }
    return range;
  }
}
