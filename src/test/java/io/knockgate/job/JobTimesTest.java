package io.knockgate.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Course;
import io.knockgate.action.Overlap;
import io.knockgate.action.Retry;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// When a job begins: delays, hours, alarms.
class JobTimesTest extends JobScene {
  @Test
  void aDelayCountsByTheClockThatNeverJumps() {
    var later =
        new Course(
            Duration.ofMinutes(30), Optional.empty(), Course.LATE, Overlap.SKIP, Retry.NEVER);
    knock(action(later, TRUE));
    step(Duration.ofHours(1));
    assertThat(kept.values())
        .extracting(job -> job.due().at().wall())
        .as("its alarm is set anew")
        .containsExactly(Instant.parse("2026-03-02T13:30:00Z"));
    pass(Duration.ofMinutes(29));
    step(Duration.ofMinutes(-10));
    assertThat(told).containsExactly("promised at 2026-03-02T12:30:00Z");
    pass(Duration.ofMinutes(2));
    assertThat(told).endsWith("started", "done");
  }

  @Test
  void hoursCountByTheClockOnTheWall() {
    knock(action(evening(true), TRUE));
    pass(Duration.ofHours(5));
    step(Duration.ofMinutes(-10));
    pass(Duration.ofMinutes(69));
    assertThat(told).containsExactly("promised at 2026-03-02T18:00:00Z");
    pass(Duration.ofMinutes(2));
    assertThat(told).endsWith("started", "done");
  }

  @Test
  void aKnockOutsideOfTheHoursIsRefusedWhereTheActionDoesNotWait() {
    var outcome = knock(action(evening(false), TRUE));
    assertThat(outcome)
        .isEqualTo(new JobBook.Outcome.Refused("its time would be outside of the action's hours"));
    assertThat(told).containsExactly("refused its time would be outside of the action's hours");
    assertThat(kept).isEmpty();
  }

  @Test
  void aJobThatWaitedUntilTheHoursWereOverIsMissedOrWaitsForTheNext() {
    for (boolean waits : new boolean[] {false, true}) {
      told.clear();
      now = new Moment(Instant.parse("2026-03-02T19:59:00Z"), now.nanos());
      var action = action(evening(waits), SLEEP);
      knock(action);
      knock(action);
      now = now.plus(Duration.ofMinutes(2));
      worker.finish(0);
      settle();
      assertThat(told)
          .endsWith(
              "done",
              waits ? "promised at 2026-03-03T18:00:00Z" : "missed the action's hours are over");
    }
    assertThat(book.jobs())
        .singleElement()
        .satisfies(view -> assertThat(view.stage()).isEqualTo("promised"));
    pass(Duration.ofHours(22));
    assertThat(told).endsWith("started");
  }

  @Test
  void noDoorIsOpenedByAStepThatIsReachedAfterTheHours() {
    now = new Moment(Instant.parse("2026-03-02T19:59:00Z"), now.nanos());
    knock(action(evening(false), SLEEP, DOOR));
    now = now.plus(Duration.ofMinutes(2));
    worker.finish(0);
    settle();
    assertThat(told).hasSize(2);
    assertThat(told.getLast())
        .startsWith("failed step 2 of 2, open tcp/22: the action's hours are");
    assertThat(doors).isEmpty();
  }

  @Test
  void aDoorStaysOpenNoLongerThanTheHours() {
    now = new Moment(Instant.parse("2026-03-02T19:50:00Z"), now.nanos());
    knock(action(evening(false), TRUE, DOOR));
    assertThat(doors).containsExactly("open [tcp/22] for 9m"); // and 59.95 s
  }

  @Test
  void aRingBeginsWhatIsDueAndSetsAnewWhatIsNotYet() {
    var later =
        new Course(
            Duration.ofMinutes(30), Optional.empty(), Course.LATE, Overlap.SKIP, Retry.NEVER);
    var promised = (JobBook.Outcome.Promised) knock(action(later, TRUE));
    var id = promised.job().id();
    now = new Moment(now.wall().plus(Duration.ofMinutes(40)), now.nanos()); // the clock was stepped
    book.ring(id, now);
    settle();
    assertThat(told).containsExactly("promised at 2026-03-02T12:30:00Z");
    assertThat(kept.values())
        .extracting(job -> job.due().at().wall())
        .containsExactly(Instant.parse("2026-03-02T13:10:00Z"));

    now = now.plus(Duration.ofMinutes(30).minus(JobBook.TOLERANCE));
    book.ring(id, now);
    settle();
    book.ring(id, now);
    settle();
    assertThat(told).endsWith("started", "done").hasSize(3);
  }

  @Test
  void whoseTurnComesLateBecauseOfOthersIsNotMissed() {
    var action = action(course(Overlap.QUEUE, Retry.NEVER), SLEEP);
    knock(action);
    knock(action);
    now = now.plus(Duration.ofMinutes(150));
    restart();
    worker.finish(0);
    settle();
    assertThat(told).endsWith("done", "started");
  }
}
