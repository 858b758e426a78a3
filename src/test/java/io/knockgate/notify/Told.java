package io.knockgate.notify;

import io.knockgate.journal.Event;
import io.knockgate.net.Address;
import java.time.Duration;
import java.time.Instant;

/// Events to be told in tests.
public final class Told {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Address SOURCE = Address.v4(0xcb007109);

  private Told() {}

  public static Event granted(String action) {
    return new Event.Granted(
        NOON, "alice", null, SOURCE, null, "nas", action, "k3v9x0ab", Duration.ofMinutes(15), "");
  }

  static Event closed(String action) {
    return new Event.Closed(NOON, "alice", SOURCE, "nas", action, "k3v9x0ab", "its time is over");
  }

  public static Event refused(String action, String reason) {
    return new Event.Refused(NOON, "alice", null, SOURCE, null, "nas", action, reason);
  }

  public static Event job(String action, Event.Stage stage, String output) {
    return new Event.Job(
        NOON,
        "alice",
        null,
        SOURCE,
        null,
        "nas",
        action,
        null,
        "p0v9x0ab",
        "steps",
        stage,
        "why",
        3,
        output);
  }

  public static Message message(Event event) {
    return Message.of(event);
  }
}
