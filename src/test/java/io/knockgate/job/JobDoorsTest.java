package io.knockgate.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Ask;
import io.knockgate.action.Course;
import io.knockgate.action.Overlap;
import io.knockgate.action.Task;
import io.knockgate.id.Id;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The doors that a job opens, and the lease that it holds.
class JobDoorsTest extends JobScene {
  @Test
  void theStepThatFailsIsNamedAndTheDoorsBeforeItAreShut() {
    knock(action(Course.USUAL, TRUE, DOOR, FALSE, TRUE));
    assertThat(told).containsExactly("started", "failed step 3 of 4, run /bin/false: exit 1");
    assertThat(doors).containsExactly("open [tcp/22] for 30m", "shut " + new Id(7));
    assertThat(events.getLast().lease()).isEqualTo(new Id(7).toString());
  }

  @Test
  void aLeaseThatEndsStopsTheJobThatHasOpenedIt() {
    knock(action(Course.USUAL, DOOR, SLEEP));
    book.ended(new Id(8), "another's", now);
    assertThat(worker.running()).isOne();
    book.ended(new Id(7), "closed by root", now);
    settle();
    assertThat(told).containsExactly("started", "stopped its lease 00000007 ended: closed by root");
    assertThat(doors).endsWith("shut 00000007");
    assertThat(book.jobs()).isEmpty();
  }

  @Test
  void eachTryThatFailsShutsItsDoorsAndTheNextOpensThemAnew() {
    knock(action(course(Overlap.SKIP, TWICE), DOOR, FALSE));
    assertThat(doors).containsExactly("open [tcp/22] for 30m", "shut 00000007");
    assertThat(book.jobs())
        .singleElement()
        .satisfies(
            view -> {
              assertThat(view.stage()).isEqualTo("retrying");
              assertThat(view.step()).as("no step is under way").isZero();
              assertThat(view.job().lease()).as("it has no lease any more").isNull();
            });
    pass(Duration.ofMinutes(11));
    assertThat(doors).endsWith("open [tcp/22] for 30m", "shut 00000007").hasSize(4);
  }

  @Test
  void whatIsOpenIsKeptWithItsJobFromThenOn() {
    knock(action(Course.USUAL, DOOR, SLEEP));
    assertThat(kept.values()).extracting(Job::lease).containsExactly(new Id(7));
  }

  @Test
  void aDoorThatIsRefusedFailsItsStepWithTheReason() {
    answer = new Doors.Answer.Refused("there are already 3 leases of it");
    knock(action(Course.USUAL, DOOR, TRUE));
    assertThat(told)
        .containsExactly(
            "started", "failed step 1 of 2, open tcp/22: there are already 3 leases of it");
    assertThat(worker.begun()).isEmpty();
  }

  @Test
  void whoIsStoppedBetweenTwoStepsOpensNoDoor() {
    var action = action(Course.USUAL, TRUE, DOOR);
    var wish = new Wish.Open(action.name());
    book.promise(new Claim("knock", "alice", wish, SOURCE, Ask.NOTHING), action, now);
    book.stop(_ -> true, "closed by root", now); // the end of the first is on its way
    settle();
    assertThat(told).containsExactly("started", "stopped closed by root");
    assertThat(doors).isEmpty();
  }

  @Test
  void aTaskIsToldWhichJobItIsAndWhichLeaseItHas() {
    var promised = (JobBook.Outcome.Promised) knock(action(Course.USUAL, TRUE, DOOR, TRUE));
    assertThat(worker.begun())
        .extracting(task -> ((Task.Run) task).environment())
        .allSatisfy(
            environment ->
                assertThat(environment)
                    .containsEntry("KNOCKGATE_JOB", promised.job().id().toString()));
    assertThat(worker.begun())
        .extracting(task -> ((Task.Run) task).environment().get("KNOCKGATE_LEASE"))
        .containsExactly(null, new Id(7).toString());
  }
}
