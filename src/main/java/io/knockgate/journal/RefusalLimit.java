package io.knockgate.journal;

import io.knockgate.journal.Event.Closed;
import io.knockgate.journal.Event.Granted;
import io.knockgate.journal.Event.Job;
import io.knockgate.journal.Event.Notice;
import io.knockgate.journal.Event.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Passes events on, but of each client's refusals at most the first [#MOST] in [#WINDOW]: whoever
/// plays a sniffed knock again and again must fill neither the log nor the history, nor hide who
/// else was refused. Of those beyond, the last is passed on when the window is over, with their
/// number. Clients are those of the configuration, `anonymous`, and users of this machine: there
/// are never more to count than that. Any thread may call it.
public final class RefusalLimit implements Journal, AutoCloseable {
  static final int MOST = 10;
  static final Duration WINDOW = Duration.ofSeconds(10);

  private final Journal journal;
  private final Map<String, Refusals> byClient = new LinkedHashMap<>();
  private Instant windowBegan = Instant.EPOCH;

  /// @param journal where events are passed on to
  public RefusalLimit(Journal journal) {
    this.journal = journal;
  }

  /// What one client was refused in this window.
  private record Refusals(int count, Refused last) {
    int beyond() {
      return count - MOST;
    }

    Refusals and(Refused next) {
      return new Refusals(count + 1, next);
    }
  }

  @Override
  public synchronized void tell(Event event) {
    settle(event.at());
    switch (event) {
      case Granted _, Closed _, Job _, Notice _ -> journal.tell(event);
      case Refused refused -> {
        if (byClient.isEmpty()) {
          windowBegan = refused.at();
        }
        var refusals =
            byClient.merge(
                refused.client(), new Refusals(1, refused), (before, _) -> before.and(refused));
        if (refusals.beyond() <= 0) {
          journal.tell(refused);
        }
      }
    }
  }

  /// Tells what was held back, where its window is over; to be called every second or so. A clock
  /// that was stepped back ends the window, too, and silences nobody.
  public synchronized void settle(Instant now) {
    if (Duration.between(windowBegan, now).abs().compareTo(WINDOW) > 0) {
      close();
    }
  }

  /// Tells what was held back; whatever comes is told all the same.
  @Override
  public synchronized void close() {
    for (var refusals : byClient.values()) {
      if (refusals.beyond() > 0) {
        journal.tell(summary(refusals.last(), refusals.beyond()));
      }
    }
    byClient.clear();
  }

  private static Refused summary(Refused last, int beyond) {
    return new Refused(
        last.at(),
        last.client(),
        last.key(),
        last.source(),
        last.sender(),
        last.knock(),
        last.action(),
        "the last of %d more within %d s: %s".formatted(beyond, WINDOW.toSeconds(), last.reason()));
  }
}
