package io.knockgate.journal;

import io.knockgate.net.Address;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that is told: one line in the log, one entry in the history.
public sealed interface Event {
  /// When it happened.
  Instant at();

  /// Who knocked: a name under `clients:`, `anonymous`, or who gave the command.
  String client();

  /// The address that was, or would have been, admitted.
  Address source();

  /// The knock's name; null where a command or the clock did it.
  @Nullable String knock();

  /// The action's name.
  String action();

  /// The lease's id; null where none came of it.
  @Nullable String lease();

  /// Why, in the operator's words; the empty text where there is nothing to add.
  String reason();

  /// A lease was opened or renewed.
  ///
  /// @param time how long it is open from then on; positive
  record Granted(
      Instant at,
      String client,
      Address source,
      @Nullable String knock,
      String action,
      String lease,
      Duration time,
      String reason)
      implements Event {}

  /// A knock was recognised and refused.
  record Refused(
      Instant at,
      String client,
      Address source,
      @Nullable String knock,
      String action,
      String reason)
      implements Event {
    @Override
    public @Nullable String lease() {
      return null;
    }
  }

  /// A lease was closed.
  record Closed(
      Instant at,
      String client,
      Address source,
      @Nullable String knock,
      String action,
      String lease,
      String reason)
      implements Event {}

  /// A job was started (no exit code and no reason yet), or ended.
  ///
  /// @param exit its exit code; null while it runs, and where it was killed or never started
  /// @param output the end of what it wrote
  record Job(
      Instant at,
      String client,
      Address source,
      @Nullable String knock,
      String action,
      String reason,
      @Nullable Integer exit,
      String output)
      implements Event {
    @Override
    public @Nullable String lease() {
      return null;
    }
  }
}
