package io.knockgate.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class LogJournalTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Address SOURCE = Address.v4(0xcb007109);

  private final Lines lines = new Lines();
  private final Journal journal = new LogJournal(lines);

  private static Event refused(Instant at) {
    return new Event.Refused(at, "anonymous", SOURCE, "nas", "ssh", "no");
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
  void aFloodOfRefusalsIsANumber() {
    for (int i = 0; i < 1_000; i++) {
      journal.tell(refused(NOON.plusMillis(i)));
    }
    assertThat(lines.written).hasSize(LogJournal.MOST);

    journal.tell(closed(NOON.plus(LogJournal.WINDOW).plusMillis(1)));

    assertThat(lines.written.get(LogJournal.MOST))
        .isEqualTo("WARN 980 more knocks were refused within 10 s");
    assertThat(lines.written).hasSize(LogJournal.MOST + 2);
  }

  @Test
  void whatIsOursIsToldHoweverMuchItIs() {
    for (int i = 0; i < 100; i++) {
      journal.tell(closed(NOON));
    }
    assertThat(lines.written).hasSize(100);
  }

  @Test
  void aClockThatWasSteppedBackSilencesNobody() {
    for (int i = 0; i < 2 * LogJournal.MOST; i++) {
      journal.tell(refused(NOON));
    }
    lines.written.clear();
    journal.tell(refused(NOON.minus(Duration.ofHours(1))));
    assertThat(lines.written).hasSize(2);
  }

  /// A log in memory.
  private static final class Lines extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;
    final transient List<String> written = new ArrayList<>();

    @Override
    protected void handleNormalizedLoggingCall(
        Level level, Marker marker, String text, Object[] arguments, Throwable cause) {
      written.add(level + " " + MessageFormatter.basicArrayFormat(text, arguments));
    }

    @Override
    protected String getFullyQualifiedCallerName() {
      return "";
    }

    @Override
    public boolean isTraceEnabled() {
      return true;
    }

    @Override
    public boolean isDebugEnabled() {
      return true;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }
}
