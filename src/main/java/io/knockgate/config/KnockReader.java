package io.knockgate.config;

import io.knockgate.config.KnockSetting.Spell;
import io.knockgate.knock.Wish;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Reads one entry of `knocks:`.
final class KnockReader {
  /// Of one sequence. Nobody knocks longer.
  static final int MOST_PORTS = 32;

  private static final Duration LONGEST_WITHIN = Duration.ofHours(1);

  /// `weak:`.
  private enum Weak {
    ALLOWED
  }

  private KnockReader() {}

  static Optional<WrittenKnock> read(Item knock) {
    var name = knock.key(Forms::name).orElse(knock.name());
    return knock.section(section -> read(name, section));
  }

  private static WrittenKnock read(String name, Section knock) {
    knock.notYet("encrypted", "rolling", "spa", "fwknop", "admit");
    var sequence = knock.require("sequence");
    var within = knock.get("within").flatMap(item -> item.text(Forms.time(LONGEST_WITHIN)));
    var spell = knock.get("spell");
    return new WrittenKnock(
        name,
        sequence.map(Item::keyPlace).orElse(knock.place()),
        sequence.map(KnockReader::ports).orElse(List.of()),
        within.map(Placed::value).orElse(KnockSetting.WITHIN),
        knock.get("weak").flatMap(item -> item.word(Weak.class)).isPresent(),
        spell.isPresent(),
        spell.flatMap(KnockReader::spell),
        wish(knock));
  }

  private static List<Placed<Port>> ports(Item sequence) {
    var items = sequence.list(MOST_PORTS);
    var ports =
        items.stream().flatMap(item -> item.textOrNumber(Forms::knockPort).stream()).toList();
    return ports.size() == items.size() ? ports : List.of();
  }

  private static Optional<Placed<Spell>> spell(Item item) {
    return item.section(KnockReader::spell)
        .flatMap(spell -> spell)
        .map(spell -> new Placed<>(spell, item.keyPlace()));
  }

  private static Optional<Spell> spell(Section spell) {
    var ports = spell.require("port").flatMap(port -> port.textOrNumber(KnockReader::digitPorts));
    var digits = spell.require("digits").flatMap(count -> count.number(1, 5));
    return ports.isPresent() && digits.isPresent()
        ? Optional.of(new Spell(ports.get().value(), digits.get()))
        : Optional.empty();
  }

  private static PortRange digitPorts(String text) throws BadValue {
    var range = PortRange.parse(text);
    if (range.size() < 10) {
      throw new BadValue("ten digits need ten ports, as 1040-1049; not \"" + text + "\"");
    }
    return range;
  }

  private static Optional<Placed<Wish>> wish(Section knock) {
    return knock
        .oneOf("action", "close")
        .flatMap(
            item ->
                item.text(Forms::name)
                    .map(name -> new Placed<>(wish(item.name(), name.value()), name.place())));
  }

  private static Wish wish(String key, String action) {
    return key.equals("close") ? new Wish.Close(action) : new Wish.Open(action);
  }
}
