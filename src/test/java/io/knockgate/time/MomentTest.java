package io.knockgate.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MomentTest {
  private static final Moment NOON = new Moment(Instant.parse("2026-11-22T12:00:00Z"), -5_000);

  @Test
  void laterIsLaterOnBothClocks() {
    assertThat(NOON.plus(Duration.ofSeconds(2)))
        .isEqualTo(new Moment(Instant.parse("2026-11-22T12:00:02Z"), 1_999_995_000L));
  }

  @Test
  void theTimeUntilAnotherMomentIsMonotonic() {
    var stepped = new Moment(NOON.wall().minusSeconds(3600), NOON.nanos() + 7);
    assertThat(NOON.until(stepped)).isEqualTo(Duration.ofNanos(7));
    assertThat(stepped.until(NOON)).isEqualTo(Duration.ofNanos(-7));
  }

  @Test
  void theMonotonicClockMayOverflow() {
    var end = new Moment(NOON.wall(), Long.MAX_VALUE);
    assertThat(end.until(end.plus(Duration.ofNanos(3)))).isEqualTo(Duration.ofNanos(3));
  }

  @Test
  void nowDoesNotGoBack() {
    var before = Moment.now();
    assertThat(before.until(Moment.now())).isGreaterThanOrEqualTo(Duration.ZERO);
  }
}
