package io.knockgate.action;

import io.knockgate.net.Port;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// What a knock itself asked for, where its format can say so. The action decides what comes of it.
///
/// @param port the port that was asked for
/// @param time how long it asked for; [#NO_LIMIT] where it asked for no limit
public record Ask(@Nullable Port port, @Nullable Duration time) {
  /// A knock that asks for nothing in particular.
  public static final Ask NOTHING = new Ask(null, null);

  /// The time of a knock that asked for a door without a limit.
  public static final Duration NO_LIMIT = ChronoUnit.FOREVER.getDuration();
}
