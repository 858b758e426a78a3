package io.knockgate.notify;

import io.knockgate.journal.Event;
import io.knockgate.journal.EventJson;
import java.util.UUID;

/// One event on its way to people.
///
/// @param id the same each time that the message is told, and no other message's
/// @param occasion what the event is told as
/// @param event of a job's output the last [#OUTPUT] characters at most
public record Message(String id, Occasion occasion, Event event) {
  /// A notice is no log: of the 64 KiB that the history keeps, this many characters are told.
  static final int OUTPUT = 4096;

  /// The message of an event that there is an occasion for.
  static Message of(Event event) {
    return new Message(
        UUID.randomUUID().toString(), Occasion.of(event).orElseThrow(), shortened(event));
  }

  /// The event as one object with the keys of `history --json`.
  public String json() {
    return EventJson.of(event).toString();
  }

  private static Event shortened(Event event) {
    if (!(event instanceof Event.Job job) || job.output().length() <= OUTPUT) {
      return event;
    }
    return job.withOutput(job.output().substring(job.output().length() - OUTPUT));
  }
}
