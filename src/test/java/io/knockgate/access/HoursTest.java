package io.knockgate.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Action;
import io.knockgate.action.Ask;
import io.knockgate.action.AtClose;
import io.knockgate.action.Course;
import io.knockgate.action.Hours;
import io.knockgate.action.Overlap;
import io.knockgate.action.Retry;
import io.knockgate.action.Stay;
import io.knockgate.action.Step;
import io.knockgate.action.Term;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.time.Window;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What an action's hours do to a knock.
class HoursTest {
  private static final Window MONDAY_MORNING =
      new Window(
          Set.of(DayOfWeek.MONDAY), LocalTime.of(8, 0), LocalTime.of(12, 0), ZoneId.of("UTC"));
  private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final Instant TEN_TO = NOON.minus(Duration.ofMinutes(10));
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Claim CLAIM =
      new Claim("nas", "anonymous", new Wish.Open("ssh"), Address.v4(0xcb007109), Ask.NOTHING);

  private static Verdict judge(boolean waits, Duration after, Instant now) {
    var action =
        new Action(
            "ssh",
            List.of(new Step.Open(Port.tcp(22))),
            List.of(),
            new Stay(Term.fixed(HOUR), AtClose.CUT, false, Stay.UNLIMITED),
            new Course(
                after,
                Optional.of(new Hours(MONDAY_MORNING, waits)),
                HOUR,
                Overlap.SKIP,
                Retry.NEVER),
            List.of());
    return new Gatekeeper(Map.of("ssh", action), Map.of()).judge(CLAIM, now);
  }

  private static Grant granted(Verdict verdict) {
    return ((Verdict.Granted) verdict).grants().getFirst();
  }

  @Test
  void withinThemTheDoorOpensForItsTime() {
    assertThat(((Grant.Open) granted(judge(false, Duration.ZERO, NINE))).time()).isEqualTo(HOUR);
  }

  @Test
  void noDoorOutlastsThem() {
    assertThat(((Grant.Open) granted(judge(false, Duration.ZERO, TEN_TO))).time())
        .isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void outsideOfThemAKnockIsRefused() {
    assertThat(judge(false, Duration.ZERO, NOON))
        .isEqualTo(
            new Verdict.Refused(CLAIM, "it is outside of the action's hours, mon 08:00-12:00 UTC"));
  }

  @Test
  void whereItWaitsItBecomesAJob() {
    assertThat(granted(judge(true, Duration.ZERO, NOON))).isInstanceOf(Grant.Job.class);
    assertThat(granted(judge(true, Duration.ZERO, NINE))).isInstanceOf(Grant.Job.class);
  }

  @Test
  void laterIsAJob() {
    assertThat(granted(judge(false, Duration.ofMinutes(10), NINE))).isInstanceOf(Grant.Job.class);
  }
}
