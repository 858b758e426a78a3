package io.knockgate.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.GsonBuilder;
import io.knockgate.net.Address;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What scripts read: no key is ever missing, whatever the event.
class EventJsonTest {
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123456Z");
  private static final Address SOURCE = Address.v4(0xcb007109);
  private static final Address SENDER = Address.v4(0xc6336407);

  private static String json(Event event) {
    return new GsonBuilder().serializeNulls().create().toJson(EventJson.of(event));
  }

  @Test
  void aGrantHasAllThatAKnockHas() {
    var granted =
        new Event.Granted(
            AT, "bob", "fwknop", SOURCE, SENDER, "nas", "ssh", "k3v9", Duration.ofMinutes(5), "ok");
    assertThat(json(granted))
        .isEqualTo(
            """
            {"at":"2026-03-01T12:00:00.123Z","event":"granted","client":"bob","key":"fwknop",\
            "source":"203.0.113.9","sender":"198.51.100.7","knock":"nas","action":"ssh",\
            "lease":"k3v9","reason":"ok","job":null,"part":null,"stage":null,"exit":null,\
            "output":null}""");
  }

  @Test
  void aRefusalHasNoLease() {
    var refused = new Event.Refused(AT, "bob", null, SOURCE, null, null, "ssh", "expired");
    assertThat(json(refused))
        .isEqualTo(
            """
            {"at":"2026-03-01T12:00:00.123Z","event":"refused","client":"bob","key":null,\
            "source":"203.0.113.9","sender":null,"knock":null,"action":"ssh",\
            "lease":null,"reason":"expired","job":null,"part":null,"stage":null,"exit":null,\
            "output":null}""");
  }

  @Test
  void aCloseAndANoticeHaveNoKeyAndNoSender() {
    var closed = new Event.Closed(AT, "bob", SOURCE, "nas", "ssh", "k3v9", "over");
    var notice = new Event.Notice(AT, "bob", SOURCE, "nas", "ssh", "k3v9", "over");
    assertThat(json(closed))
        .isEqualTo(
            """
            {"at":"2026-03-01T12:00:00.123Z","event":"closed","client":"bob","key":null,\
            "source":"203.0.113.9","sender":null,"knock":"nas","action":"ssh",\
            "lease":"k3v9","reason":"over","job":null,"part":null,"stage":null,"exit":null,\
            "output":null}""");
    assertThat(json(notice)).isEqualTo(json(closed).replace("closed", "notice"));
  }

  @Test
  void afterItsLastStageNothingMoreIsToldOfAJob() {
    assertThat(Event.Stage.values())
        .filteredOn(Event.Stage::isLast)
        .extracting(Event.Stage::toString)
        .containsExactly("done", "failed", "stopped", "missed");
  }

  @Test
  void aJobHasItsStageItsExitAndWhatItWrote() {
    var job =
        new Event.Job(
            AT,
            "bob",
            "fwknop",
            SOURCE,
            SENDER,
            "nas",
            "backup",
            null,
            "j1",
            "steps",
            Event.Stage.FAILED,
            "exit 3",
            3,
            "no space\n");
    assertThat(json(job))
        .isEqualTo(
            """
            {"at":"2026-03-01T12:00:00.123Z","event":"job","client":"bob","key":"fwknop",\
            "source":"203.0.113.9","sender":"198.51.100.7","knock":"nas","action":"backup",\
            "lease":null,"reason":"exit 3","job":"j1","part":"steps","stage":"failed","exit":3,\
            "output":"no space\\n"}""");
  }
}
