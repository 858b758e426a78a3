package io.knockgate.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Address;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LogJournalTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Address SOURCE = Address.v4(0xcb007109);

  private final Lines lines = new Lines();
  private final Journal journal = new LogJournal(lines);

  private static Event refused(Instant at) {
    return new Event.Refused(at, "anonymous", null, SOURCE, null, "nas", "ssh", "no");
  }

  private static Event closed(Instant at) {
    return new Event.Closed(at, "anonymous", SOURCE, null, "ssh", "k3v9x0ab", "over");
  }

  @Test
  void eachEventIsOneLine() {
    journal.tell(refused(NOON));
    journal.tell(closed(NOON));
    assertThat(lines.written)
        .containsExactly(
            "INFO refused client=anonymous action=ssh source=203.0.113.9 knock=nas reason=no",
            "INFO closed client=anonymous action=ssh source=203.0.113.9 lease=k3v9x0ab"
                + " reason=over");
  }

  @Test
  void aFloodIsANumber() {
    for (int i = 0; i < 500; i++) {
      journal.tell(refused(NOON.plusMillis(i)));
      journal.tell(closed(NOON.plusMillis(i)));
    }
    assertThat(lines.written).hasSize(LogJournal.BURST);

    journal.tell(closed(NOON.plusSeconds(2)));

    assertThat(lines.written).hasSize(LogJournal.BURST + 2);
    assertThat(lines.written.get(LogJournal.BURST))
        .isEqualTo(
            "WARN too many events for the log: 0 more granted, 485 refused, 485 closed, 0 of jobs,"
                + " 0 notices; see knockgate history");
  }

  @Test
  void aFloodIsCountedKindByKind() {
    var minute = Duration.ofMinutes(1);
    for (int i = 0; i < LogJournal.BURST; i++) {
      journal.tell(closed(NOON));
    }
    for (int i = 0; i < 3; i++) {
      journal.tell(
          new Event.Granted(NOON, "a", null, SOURCE, null, null, "ssh", "k3v9x0ab", minute, ""));
    }
    for (int i = 0; i < 2; i++) {
      journal.tell(
          new Event.Job(
              NOON,
              "a",
              null,
              SOURCE,
              null,
              null,
              "b",
              null,
              "j",
              "steps",
              Event.Stage.DONE,
              "",
              null,
              ""));
    }
    journal.tell(new Event.Notice(NOON, "a", SOURCE, null, "ssh", null, "told"));

    journal.tell(closed(NOON.plusSeconds(2)));

    assertThat(lines.written.get(LogJournal.BURST))
        .isEqualTo(
            "WARN too many events for the log: 3 more granted, 0 refused, 0 closed, 2 of jobs,"
                + " 1 notices; see knockgate history");
  }

  @Test
  void aFloodThatGoesOnIsALineASecond() {
    for (int i = 0; i < 60_000; i++) {
      journal.tell(refused(NOON.plusMillis(i)));
    }
    assertThat(lines.written).hasSizeBetween(LogJournal.BURST + 56, LogJournal.BURST + 60);
  }

  @Test
  void anHourOfQuietDoesNotMakeUpForMoreThanOneBurst() {
    for (int i = 0; i < 100; i++) {
      journal.tell(closed(NOON.plus(Duration.ofHours(1))));
    }
    assertThat(lines.written).hasSize(LogJournal.BURST);
  }

  @Test
  void aClockThatWasSteppedBackSilencesNobody() {
    for (int i = 0; i < 2 * LogJournal.BURST; i++) {
      journal.tell(refused(NOON));
    }
    lines.written.clear();
    journal.tell(refused(NOON.minus(Duration.ofHours(1))));
    assertThat(lines.written).hasSize(2);
  }
}
