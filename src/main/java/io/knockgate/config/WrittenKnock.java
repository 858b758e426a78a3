package io.knockgate.config;

import io.knockgate.knock.Wish;
import java.time.Duration;
import java.util.Optional;

/// A knock as it was written, with the places that the checks point at. What could not be read is
/// empty, and has been told.
///
/// @param place where the key of its kind stands
/// @param kind empty where even that is unclear
/// @param wish its place is that of the action's name; empty too where the packets say it
record WrittenKnock(
    String name,
    Place place,
    Optional<WrittenKind> kind,
    Duration within,
    boolean weakAllowed,
    Optional<Placed<Wish>> wish) {

  /// The knock without its places; only where everything could be read.
  Optional<KnockSetting> setting() {
    return kind.filter(it -> it.saysItsWish() || wish.isPresent())
        .flatMap(WrittenKind::kind)
        .map(read -> new KnockSetting(name, read, within, wish.map(Placed::value).orElse(null)));
  }
}
