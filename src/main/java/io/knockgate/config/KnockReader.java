package io.knockgate.config;

import io.knockgate.knock.Admit;
import io.knockgate.knock.Wish;
import io.knockgate.time.Span;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Reads one entry of `knocks:`: what all kinds have in common.
final class KnockReader {
  /// `weak:`.
  private enum Weak {
    ALLOWED
  }

  /// Kinds that can admit another address than the sender's.
  private static final Set<String> NAMES_AN_ADDRESS = Set.of("encrypted", "spa", "fwknop");

  private final String name;
  private final Section knock;

  private KnockReader(String name, Section knock) {
    this.name = name;
    this.knock = knock;
  }

  static Optional<WrittenKnock> read(Item knock) {
    var name = knock.key(Forms::name).orElse(knock.name());
    return knock.section(section -> new KnockReader(name, section).read());
  }

  private WrittenKnock read() {
    var key = knock.oneOf("sequence", "one-time", "encrypted", "rolling", "spa", "fwknop");
    var place = key.map(Item::keyPlace).orElse(knock.place());
    var kind = key.map(this::kind);
    if (kind.isPresent() && kind.get().saysItsWish()) {
      Stream.of("action", "close", "within", "weak")
          .flatMap(unfit -> knock.get(unfit).stream())
          .forEach(item -> misplaced(item, item.name(), key.get()));
      return new WrittenKnock(name, place, kind, Duration.ZERO, false, Optional.empty());
    }
    return new WrittenKnock(
        name,
        place,
        kind,
        within(kind.map(WrittenKind::longestWithin).orElse(WrittenKind.LONGEST_WITHIN)),
        knock.get("weak").flatMap(item -> item.word(Weak.class)).isPresent(),
        wish());
  }

  private WrittenKind kind(Item key) {
    var spell = knock.get("spell");
    var admit = knock.get("admit");
    var admitted = admit.flatMap(item -> item.word(Admit.class)).orElse(Admit.SENDER);
    if (admitted == Admit.NAMED && !NAMES_AN_ADDRESS.contains(key.name())) {
      admit.ifPresent(item -> misplaced(item, "admit: named", key));
    }
    if (!key.name().equals("sequence")) {
      spell.ifPresent(item -> misplaced(item, "spell", key));
    }
    return switch (key.name()) {
      case "sequence" -> SequenceReader.read(name, key, spell);
      case "one-time" -> OneTimeReader.read(name, key);
      case "encrypted" -> EncryptedReader.read(key, admitted);
      case "rolling" -> RollingReader.read(key);
      case "spa" -> SpaReader.read(key, admitted);
      case "fwknop" -> FwknopReader.read(key, admitted);
      default -> throw new IllegalArgumentException(key.name());
    };
  }

  private void misplaced(Item item, String what, Item kind) {
    knock.problems().add(item.keyPlace(), Fault.MISPLACED, what, kind.name());
  }

  private Duration within(Duration longest) {
    var written =
        knock.get("within").flatMap(item -> item.text(Forms.time(WrittenKind.LONGEST_WITHIN)));
    if (written.isEmpty()) {
      return KnockSetting.WITHIN.compareTo(longest) < 0 ? KnockSetting.WITHIN : longest;
    }
    if (written.get().value().compareTo(longest) > 0) {
      knock.problems().add(written.get().place(), Fault.OUT_OF_DATE, Span.format(longest));
    }
    return written.get().value();
  }

  private Optional<Placed<Wish>> wish() {
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
