package io.knockgate.notify;

import io.knockgate.journal.Event;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one channel could not be told: a notice for the history at most once in a while, with the
/// last event and the number of those before it, so that a dead channel doesn't fill it. Any thread
/// may call it.
final class Losses {
  private final String channel;
  private final Duration quiet;
  private @Nullable Event last;
  private String why = "";
  private int before;
  private @Nullable Moment noticed;

  /// @param channel its name
  /// @param quiet from one notice to the next
  Losses(String channel, Duration quiet) {
    this.channel = channel;
    this.quiet = quiet;
  }

  /// Counts an event that there was an occasion for.
  synchronized void add(Event event, String reason) {
    before += last == null ? 0 : 1;
    last = event;
    why = reason;
  }

  synchronized boolean isEmpty() {
    return last == null;
  }

  /// The notice of what was lost since the one before, where that is long enough ago.
  synchronized Optional<Event.Notice> due(Moment now) {
    boolean early = noticed != null && noticed.until(now).compareTo(quiet) < 0;
    return early ? Optional.empty() : all(now);
  }

  /// The same, however long ago that is.
  synchronized Optional<Event.Notice> all(Moment now) {
    if (last == null) {
      return Optional.empty();
    }
    var notice = notice(last, now);
    noticed = now;
    last = null;
    before = 0;
    return Optional.of(notice);
  }

  private Event.Notice notice(Event event, Moment now) {
    return new Event.Notice(
        now.wall(),
        event.client(),
        event.source(),
        event.knock(),
        event.action(),
        event.lease(),
        "%s could not be told of %s%s: %s"
            .formatted(
                channel,
                Occasion.of(event).orElseThrow(),
                before == 0 ? "" : " and " + before + " more before",
                why));
  }
}
