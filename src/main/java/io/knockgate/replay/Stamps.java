package io.knockgate.replay;

import io.knockgate.replay.Mark.Stamped;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/// The stamps of one series: those that were made last, and a floor below which nothing is new.
final class Stamps {
  private static final Comparator<Stamped> BY_TIME = Comparator.comparing(Stamped::at);

  private final Map<String, Stamped> marks = new HashMap<>();
  private Instant floor = Instant.MIN;

  boolean isNew(String value, Instant at) {
    return at.isAfter(floor) && !marks.containsKey(value);
  }

  /// Enters one; beyond the most, the one made first is forgotten, which may be this one.
  void enter(Stamped mark) {
    if (mark.at().isAfter(floor)) {
      marks.merge(
          mark.value(), mark, (one, other) -> BY_TIME.compare(one, other) > 0 ? one : other);
    }
    if (marks.size() > Stamped.MOST) {
      raise(Collections.min(marks.values(), BY_TIME).at());
    }
  }

  /// Forgets what was made until then.
  void raise(Instant to) {
    if (to.isAfter(floor)) {
      floor = to;
      marks.values().removeIf(mark -> !mark.at().isAfter(to));
    }
  }

  Instant floor() {
    return floor;
  }

  Collection<Stamped> all() {
    return marks.values();
  }
}
