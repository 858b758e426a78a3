package io.knockgate.journal;

import io.knockgate.journal.Event.Closed;
import io.knockgate.journal.Event.Granted;
import io.knockgate.journal.Event.Job;
import io.knockgate.journal.Event.Refused;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;

/// Writes each event as one line to the log. Refusals, which somebody else sets the pace of, are
/// written at most [#MOST] in [#WINDOW]; those beyond are one line with their number, when the next
/// event comes after it. Any thread may call it.
public final class LogJournal implements Journal {
  static final int MOST = 20;
  static final Duration WINDOW = Duration.ofSeconds(10);

  private final Logger log;
  private Instant windowBegan = Instant.EPOCH;
  private int refusals;

  /// @param log where the lines go
  public LogJournal(Logger log) {
    this.log = log;
  }

  @Override
  public synchronized void tell(Event event) {
    if (Duration.between(windowBegan, event.at()).abs().compareTo(WINDOW) > 0) {
      if (refusals > MOST) {
        log.warn("{} more knocks were refused within {} s", refusals - MOST, WINDOW.toSeconds());
      }
      windowBegan = event.at();
      refusals = 0;
    }
    switch (event) {
      case Granted _, Closed _, Job _ -> log.info("{}", Line.of(event));
      case Refused _ -> {
        if (++refusals <= MOST) {
          log.info("{}", Line.of(event));
        }
      }
    }
  }
}
