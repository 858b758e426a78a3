package io.knockgate.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Address;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LineTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Address SOURCE = Address.v4(0xcb007109);

  @Test
  void aGrantNamesClientActionSourceKnockLeaseAndTime() {
    var granted =
        new Event.Granted(
            NOON,
            "alice",
            "fwknop",
            SOURCE,
            null,
            "nas",
            "ssh-to-nas",
            "k3v9x0ab",
            Duration.ofMinutes(15),
            "");
    assertThat(Line.of(granted))
        .isEqualTo(
            "granted client=alice key=fwknop action=ssh-to-nas source=203.0.113.9 knock=nas"
                + " lease=k3v9x0ab for=15m");
  }

  @Test
  void aRefusalGivesItsReason() {
    var refused =
        new Event.Refused(
            NOON,
            "alice",
            null,
            Address.v6(0x20010db8L << 32, 9),
            null,
            "nas",
            "ssh-to-nas",
            "no such host");
    assertThat(Line.of(refused))
        .isEqualTo(
            "refused client=alice action=ssh-to-nas source=2001:db8::9 knock=nas"
                + " reason=\"no such host\"");
  }

  @Test
  void whoSentItIsToldWhereSomebodyElseIsAdmitted() {
    var sender = Address.v4(0xc6336407);
    var refused =
        new Event.Refused(NOON, "bob", "fwknop", SOURCE, sender, "phones", "ssh", "expired");
    assertThat(Line.of(refused))
        .isEqualTo(
            "refused client=bob key=fwknop action=ssh source=203.0.113.9 sender=198.51.100.7"
                + " knock=phones reason=expired");
  }

  @Test
  void aCloseByTheClockNamesNoKnock() {
    var closed =
        new Event.Closed(NOON, "alice", SOURCE, null, "ssh-to-nas", "k3v9x0ab", "its time is over");
    assertThat(Line.of(closed))
        .isEqualTo(
            "closed client=alice action=ssh-to-nas source=203.0.113.9 lease=k3v9x0ab"
                + " reason=\"its time is over\"");
  }

  @Test
  void aJobTellsItsExitAndNotItsOutput() {
    var job =
        new Event.Job(
            NOON,
            "alice",
            null,
            SOURCE,
            null,
            "backup",
            "backup-nas",
            null,
            "p0v9x0ab",
            "steps",
            Event.Stage.FAILED,
            "",
            3,
            "secret\n");
    assertThat(Line.of(job))
        .isEqualTo(
            "job client=alice action=backup-nas source=203.0.113.9 knock=backup"
                + " job=p0v9x0ab stage=failed exit=3");
  }

  @Test
  void noValueCanLookLikeAnotherKeyOrAnotherLine() {
    var refused =
        new Event.Refused(
            NOON,
            "a lease=forged",
            null,
            SOURCE,
            null,
            null,
            "x",
            "say \"no\"\nclosed client=\\ \u001b[31m");
    assertThat(Line.of(refused))
        .isEqualTo(
            "refused client=\"a lease=forged\" action=x source=203.0.113.9"
                + " reason=\"say \\\"no\\\"\\u000aclosed client=\\\\ \\u001b[31m\"");
  }

  @Test
  void aTimeBelowASecondIsToldInMilliseconds() {
    var granted =
        new Event.Granted(
            NOON, "a", null, SOURCE, null, "k", "x", "k3v9x0ab", Duration.ofMillis(250), "");
    assertThat(Line.of(granted)).endsWith(" for=250ms");
  }
}
