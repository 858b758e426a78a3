package io.knockgate.journal;

import io.knockgate.net.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Something that is told: one line in the log, one entry in the history.
public sealed interface Event {
  /// When it happened.
  Instant at();

  /// Who knocked: a name under `clients:`, `anonymous`, or who gave the command.
  String client();

  /// Which of the client's keys proved the knock; null where none did.
  @Nullable String key();

  /// The address that was, or would have been, admitted.
  Address source();

  /// The address that the knock came from, where that is another one than the source; null
  /// otherwise, and where nobody knocked.
  @Nullable Address sender();

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
      @Nullable String key,
      Address source,
      @Nullable Address sender,
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
      @Nullable String key,
      Address source,
      @Nullable Address sender,
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
      implements Event {
    @Override
    public @Nullable String key() {
      return null;
    }

    @Override
    public @Nullable Address sender() {
      return null;
    }
  }

  /// A job has come to another stage.
  ///
  /// @param job its id
  /// @param part which of the action's steps it does: `steps` or `then`
  /// @param lease the lease that it opened, or whose end it follows; null where there is none
  /// @param exit the exit code of the program that the stage came with; null where none did
  /// @param output the end of what that wrote
  record Job(
      Instant at,
      String client,
      @Nullable String key,
      Address source,
      @Nullable Address sender,
      @Nullable String knock,
      String action,
      @Nullable String lease,
      String job,
      String part,
      Stage stage,
      String reason,
      @Nullable Integer exit,
      String output)
      implements Event {
    /// The same with that output.
    public Job withOutput(String other) {
      return new Job(
          at, client, key, source, sender, knock, action, lease, job, part, stage, reason, exit,
          other);
    }
  }

  /// A channel under `notify:` could not be told of an event, whose client, source, knock, action
  /// and lease these are. Nobody is notified of it.
  ///
  /// @param reason which channel, of what, and why not
  record Notice(
      Instant at,
      String client,
      Address source,
      @Nullable String knock,
      String action,
      @Nullable String lease,
      String reason)
      implements Event {
    @Override
    public @Nullable String key() {
      return null;
    }

    @Override
    public @Nullable Address sender() {
      return null;
    }
  }

  /// How far a job has come.
  enum Stage {
    /// It will begin later.
    PROMISED,
    /// It has begun.
    STARTED,
    /// A try has failed, and it will be tried again.
    RETRYING,
    /// It is over and did what it is for.
    DONE,
    /// It is over and did not.
    FAILED,
    /// Somebody ended it.
    STOPPED,
    /// It could not begin in time, and was given up.
    MISSED;

    /// Whether nothing more will come of the job.
    public boolean isLast() {
      return switch (this) {
        case PROMISED, STARTED, RETRYING -> false;
        case DONE, FAILED, STOPPED, MISSED -> true;
      };
    }

    /// As it is told: `done`.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
