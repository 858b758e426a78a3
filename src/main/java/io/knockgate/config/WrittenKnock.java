package io.knockgate.config;

import io.knockgate.config.KnockSetting.Spell;
import io.knockgate.knock.Wish;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A knock as it was written, with the places that the checks point at. What could not be read is
/// empty, and has been told.
///
/// @param place where `sequence` stands
/// @param ports none where the sequence could not be read as a whole
/// @param spells whether `spell` is written, readable or not
/// @param wish its place is that of the action's name
record WrittenKnock(
    String name,
    Place place,
    List<Placed<Port>> ports,
    Duration within,
    boolean weakAllowed,
    boolean spells,
    Optional<Placed<Spell>> spell,
    Optional<Placed<Wish>> wish) {

  /// The knock without its places; only where everything could be read.
  Optional<KnockSetting> setting() {
    return wish.map(
        placed ->
            new KnockSetting(
                name,
                Placed.values(ports),
                within,
                spell.map(Placed::value).orElse(null),
                placed.value()));
  }
}
