package io.knockgate.journal;

import io.knockgate.journal.Event.Closed;
import io.knockgate.journal.Event.Granted;
import io.knockgate.journal.Event.Job;
import io.knockgate.journal.Event.Notice;
import io.knockgate.journal.Event.Refused;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;

/// Writes each event as one line to the log: [#BURST] at once, and one a second from then on.
/// Somebody else can set their pace, by a sniffed knock played again from many spoofed addresses.
/// Those beyond are one line with their numbers, before the next that is written; the history has
/// them all. Any thread may call it.
public final class LogJournal implements Journal {
  static final int BURST = 30;
  private static final long REGAIN = Duration.ofSeconds(1).toMillis();

  /// What the line of numbers and the one after it take.
  private static final int TO_GO_ON = 2;

  private final Logger log;
  private Instant counted = Instant.EPOCH;
  private int left = BURST;
  private int granted;
  private int refused;
  private int closed;
  private int ran;
  private int notices;

  /// @param log where the lines go
  public LogJournal(Logger log) {
    this.log = log;
  }

  @Override
  public synchronized void tell(Event event) {
    regain(event.at());
    boolean behind = granted + refused + closed + ran + notices > 0;
    if (left < (behind ? TO_GO_ON : 1)) {
      count(event);
      return;
    }
    if (behind) {
      log.warn(
          "too many events for the log: {} more granted, {} refused, {} closed, {} of jobs, {}"
              + " notices; see knockgate history",
          granted,
          refused,
          closed,
          ran,
          notices);
      granted = refused = closed = ran = notices = 0;
      left--;
    }
    log.info("{}", Line.of(event));
    left--;
  }

  /// A clock that was stepped back silences nobody.
  private void regain(Instant now) {
    long lines = Duration.between(counted, now).toMillis() / REGAIN;
    if (lines < 0 || lines >= BURST - left) {
      left = BURST;
      counted = now;
    } else {
      left += (int) lines;
      counted = counted.plusMillis(lines * REGAIN);
    }
  }

  private void count(Event event) {
    switch (event) {
      case Granted _ -> granted++;
      case Refused _ -> refused++;
      case Closed _ -> closed++;
      case Job _ -> ran++;
      case Notice _ -> notices++;
    }
  }
}
