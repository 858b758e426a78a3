package io.knockgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.time.Moment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockGuardTest {
  private static final Moment START = new Moment(Instant.parse("2026-03-01T12:00:00Z"), 1_000);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ClockGuard guard = new ClockGuard(START);

  private static Moment stepped(Moment moment, Duration step) {
    return new Moment(moment.wall().plus(step), moment.nanos());
  }

  @Test
  void clocksThatGoOnTogetherWereNotStepped() {
    assertThat(guard.step(START.plus(SECOND))).isZero();
    assertThat(guard.step(START.plus(Duration.ofHours(3)))).isZero();
  }

  @Test
  void aStepBackIsNoticedOnce() {
    var back = stepped(START.plus(SECOND), Duration.ofMinutes(-10));
    assertThat(guard.step(back)).isEqualTo(Duration.ofMinutes(-10));
    assertThat(guard.step(back.plus(SECOND))).isZero();
  }

  @Test
  void aStepForwardIsNoticedToo() {
    assertThat(guard.step(stepped(START.plus(SECOND), Duration.ofDays(1))))
        .isEqualTo(Duration.ofDays(1));
  }

  @Test
  void whatNtpSlewsIsNoStep() {
    assertThat(guard.step(stepped(START.plus(SECOND), Duration.ofMillis(300)))).isZero();
  }
}
