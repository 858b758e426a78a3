package io.knockgate.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Action;
import io.knockgate.action.Ask;
import io.knockgate.action.Course;
import io.knockgate.action.Overlap;
import io.knockgate.action.Retry;
import io.knockgate.action.Step;
import io.knockgate.id.Id;
import io.knockgate.journal.Event;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who goes first, who waits for whom, and how many there may be.
class LanesTest extends JobScene {
  /// An action that something follows.
  private Action followed(Course course, Step... steps) {
    var before = action(course, steps);
    var action =
        new Action(before.name(), before.steps(), List.of(SLEEP), before.stay(), course, List.of());
    actions.put(action.name(), action);
    book = newBook();
    return action;
  }

  private void follow(Action action) {
    var wish = new Wish.Open(action.name());
    var claim = new Claim(null, "alice", wish, SOURCE, Ask.NOTHING);
    book.follow(
        new Job(new Id(99), claim, Job.Part.THEN, new Id(9), now, new Due(now, false), 0, 0), now);
    settle();
  }

  @Test
  void ofAThousandKnocksOneRunsWhereTheOthersAreSkipped() {
    var action = action(course(Overlap.SKIP, Retry.NEVER), SLEEP);
    for (int i = 0; i < 1_000; i++) {
      knock(action);
    }
    worker.finish(0);
    settle();
    assertThat(worker.begun()).hasSize(1);
    assertThat(told.stream().filter(line -> line.startsWith("refused skipped: "))).hasSize(999);
  }

  @Test
  void ofAThousandKnocksAllAreDoneInTheirOrderWhereTheyQueue() {
    var action = action(course(Overlap.QUEUE, Retry.NEVER), SLEEP);
    for (int i = 0; i < 1_000; i++) {
      knock(action);
    }
    var promised = book.jobs().stream().map(view -> view.job().id().toString()).toList();
    assertThat(knock(action)).isInstanceOf(JobBook.Outcome.Refused.class);
    for (int i = 0; i < 1_000; i++) {
      assertThat(worker.running()).isEqualTo(1);
      pass(Duration.ofMinutes(5));
      worker.finish(0);
      settle();
    }
    assertThat(ended(Event.Stage.DONE)).isEqualTo(promised);
  }

  @Test
  void ofAThousandKnocksTheLastOneIsDoneWhereEachBeginsAnew() {
    var action = action(course(Overlap.RESTART, Retry.NEVER), SLEEP);
    var ids = new ArrayList<String>();
    for (int i = 0; i < 1_000; i++) {
      // Nothing ends meanwhile: what is stopped takes its time.
      var wish = new Wish.Open(action.name());
      var claim = new Claim("knock", "alice", wish, SOURCE, Ask.NOTHING);
      if (book.promise(claim, action, now) instanceof JobBook.Outcome.Promised(var job)) {
        ids.add(job.id().toString());
      }
    }
    settle();
    worker.finish(0);
    settle();
    assertThat(worker.begun()).hasSize(2);
    assertThat(ended(Event.Stage.STOPPED)).hasSize(999);
    assertThat(ended(Event.Stage.DONE)).containsExactly(ids.getLast());
  }

  @Test
  void jobsOfOneActionAreBounded() {
    var action = action(course(Overlap.QUEUE, Retry.NEVER), SLEEP);
    for (int i = 0; i < JobBook.MOST_EACH; i++) {
      assertThat(knock(action)).isInstanceOf(JobBook.Outcome.Promised.class);
    }
    assertThat(knock(action))
        .isEqualTo(new JobBook.Outcome.Refused("there are already 1000 jobs of it"));
    worker.finish(0);
    settle();
    assertThat(knock(action)).isInstanceOf(JobBook.Outcome.Promised.class);
    assertThat(knock(action)).isInstanceOf(JobBook.Outcome.Refused.class);
  }

  @Test
  void jobsInAllAreBounded() {
    var actions = sleepers(11, course(Overlap.QUEUE, Retry.NEVER));
    for (int i = 0; i < JobBook.MOST; i++) {
      assertThat(knock(actions.get(i % 10))).isInstanceOf(JobBook.Outcome.Promised.class);
    }
    assertThat(knock(actions.getLast()))
        .isEqualTo(new JobBook.Outcome.Refused("there are already 10000 jobs in all"));
  }

  @Test
  void noMoreThanSixtyFourRunAtOnceAndTheNextBeginsWhenOneIsOver() {
    sleepers(Shift.MOST_RUNNING + 1, Course.USUAL).forEach(this::knock);
    assertThat(worker.running()).isEqualTo(Shift.MOST_RUNNING);
    assertThat(told).endsWith("promised when one of the 64 that run is over");
    pass(Course.LATE.multipliedBy(3));
    worker.finish(0);
    settle();
    assertThat(worker.running()).as("it was there in time").isOne();
    assertThat(told).contains("started");
  }

  @Test
  void ofTwoThatDiedWhileOneWasToReplaceTheOtherTheLaterBeginsAgain() {
    var action = action(course(Overlap.RESTART, Retry.NEVER), SLEEP);
    knock(action);
    now = now.plus(Duration.ofSeconds(1));
    var wish = new Wish.Open(action.name());
    var second =
        (JobBook.Outcome.Promised)
            book.promise(new Claim("knock", "alice", wish, SOURCE, Ask.NOTHING), action, now);
    assertThat(kept).hasSize(2); // the first has not ended yet
    restart();
    assertThat(kept).containsOnlyKeys(second.job().id());
    assertThat(worker.running()).isOne();
    assertThat(told).contains("stopped job " + second.job().id() + " begins in its place");
  }

  @Test
  void whatFollowsALeaseGoesBeforeWhatWasKnockedForSince() {
    var action = followed(course(Overlap.QUEUE, Retry.NEVER), SLEEP, DOOR);
    knock(action);
    knock(action);
    follow(action);
    worker.finish(0);
    settle();
    var started =
        events.stream()
            .map(Event.Job.class::cast)
            .filter(event -> event.stage() == Event.Stage.STARTED)
            .map(Event.Job::lease)
            .toList();
    assertThat(started).containsExactly(null, "00000009");
    worker.finish(0);
    settle();
    assertThat(worker.running()).as("the second knock's").isOne();
  }

  @Test
  void aKnockIsNotSkippedForWhatFollowsALeaseButWaitsForIt() {
    var action = followed(Course.USUAL, SLEEP, DOOR);
    follow(action);
    assertThat(knock(action)).isInstanceOf(JobBook.Outcome.Promised.class);
    assertThat(worker.running()).isOne();
    worker.finish(0);
    settle();
    assertThat(worker.running()).isOne();
    assertThat(told).endsWith("started");
  }

  @Test
  void jobsThatHangKeepNothingThatFollowsADoorFromBeingDone() {
    var action = followed(course(Overlap.SKIP, Retry.NEVER), DOOR, SLEEP);
    var wish = new Wish.Open(action.name());
    for (int i = 0; i < Shift.MOST_RUNNING + 6; i++) {
      var source = Address.v4(0x0a000000 + i);
      book.promise(new Claim("knock", "alice", wish, source, Ask.NOTHING), action, now);
    }
    settle();
    assertThat(worker.running()).isEqualTo(Shift.MOST_RUNNING);
    follow(action);
    assertThat(worker.running()).isEqualTo(Shift.MOST_RUNNING + 1);
  }

  @Test
  void whoQueuesIsToldForWhomAndBeginsOnceThatOnesDoorsAreShut() {
    var action = action(course(Overlap.QUEUE, Retry.NEVER), DOOR, SLEEP);
    var first = (JobBook.Outcome.Promised) knock(action);
    knock(action);
    assertThat(told)
        .containsExactly("started", "promised when job " + first.job().id() + " is over");
    worker.finish(1);
    settle();
    assertThat(doors)
        .containsExactly("open [tcp/22] for 30m", "shut 00000007", "open [tcp/22] for 30m");
    assertThat(told).endsWith("started");
  }

  @Test
  void whatFollowsALeaseKeepsTheKnockBackThatWaitedForAPlace() {
    var others = sleepers(Shift.MOST_RUNNING, Course.USUAL);
    var action = followed(Course.USUAL, SLEEP, DOOR);
    others.forEach(this::knock);
    knock(action);
    follow(action);
    assertThat(worker.running()).isEqualTo(Shift.MOST_RUNNING + 1);
    worker.finish(0);
    settle();
    assertThat(told).endsWith("done", "started");
    assertThat(ended(Event.Stage.DONE)).last().isEqualTo(new Id(99).toString());
  }

  @Test
  void whatFollowsALeaseIsTriedAgainWhateverTheHoursAreAndIsNotUnwritten() {
    var hours = evening(false);
    var course =
        new Course(Duration.ZERO, hours.hours(), Course.LATE, Overlap.QUEUE, new Retry(1, LIMIT));
    var action = followed(course, DOOR);
    follow(action);
    worker.finish(1);
    settle();
    assertThat(told).endsWith("retrying exit 1; again at 2026-03-02T14:00:00Z");
    book.reform(actions, _ -> false, now);
    pass(LIMIT);
    pass(Duration.ofSeconds(2));
    assertThat(told).endsWith("started");
    assertThat(events)
        .allSatisfy(event -> assertThat(((Event.Job) event).part()).isEqualTo("then"));
  }

  @Test
  void whatWasKeptBeginsInTheOrderOfItsPromises() {
    var action = action(course(Overlap.QUEUE, Retry.NEVER), SLEEP);
    var first = (JobBook.Outcome.Promised) knock(action);
    now = now.plus(Duration.ofSeconds(1));
    var second = (JobBook.Outcome.Promised) knock(action);
    worker = new FakeWorker();
    book = newBook();
    book.resume(List.copyOf(kept.values()).reversed(), now);
    assertThat(book.jobs())
        .extracting(view -> view.job().id())
        .containsExactly(first.job().id(), second.job().id());
    assertThat(book.jobs()).first().extracting(JobBook.View::stage).isEqualTo("running");
  }

  @Test
  void ofTwoThatAreToBeginLaterTheNewerReplacesTheOlderAtOnce() {
    var later =
        new Course(
            Duration.ofMinutes(30), Optional.empty(), Course.LATE, Overlap.RESTART, Retry.NEVER);
    var action = action(later, TRUE);
    knock(action);
    var second = (JobBook.Outcome.Promised) knock(action);
    assertThat(told).contains("stopped job " + second.job().id() + " begins in its place");
    assertThat(kept).containsOnlyKeys(second.job().id());
  }
}
