package io.knockgate.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Action;
import io.knockgate.action.Course;
import io.knockgate.action.Overlap;
import io.knockgate.action.Retry;
import io.knockgate.action.Step;
import io.knockgate.action.Task;
import io.knockgate.action.Word;
import io.knockgate.id.Id;
import io.knockgate.journal.Event;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The life of a job.
class JobBookTest extends JobScene {
  @Test
  void aJobIsDoneAtOnceAndForgotten() {
    assertThat(knock(action(Course.USUAL, TRUE))).isInstanceOf(JobBook.Outcome.Promised.class);
    assertThat(told).containsExactly("started", "done");
    assertThat(kept).isEmpty();
    assertThat(book.jobs()).isEmpty();
  }

  @Test
  void whoWaitsBeginsWithTheActionThatIsWrittenByThen() {
    var action = action(course(Overlap.QUEUE, Retry.NEVER), SLEEP);
    knock(action);
    knock(action);
    // The new one opens a door, so that its jobs are for somebody each.
    var newer =
        new Action(
            "nightly", List.of(DOOR, TRUE), List.of(), action.stay(), action.course(), List.of());
    book.reform(Map.of("nightly", newer), _ -> true, now);
    assertThat(doors).isEmpty();
    worker.finish(0);
    settle();
    assertThat(doors).containsExactly("open [tcp/22] for 30m");
    knock(newer);
    assertThat(told).endsWith("started", "done");
    assertThat(book.jobs()).isEmpty();
  }

  @Test
  void whoWaitsIsNotDoneWhereItsActionIsWrittenNoMore() {
    var action = action(course(Overlap.QUEUE, Retry.NEVER), SLEEP);
    knock(action);
    knock(action);
    book.reform(Map.of(), _ -> false, now);
    assertThat(told).endsWith("stopped the configuration no longer has it");
    assertThat(worker.running()).isOne();
    worker.finish(0);
    settle();
    assertThat(worker.begun()).hasSize(1);
    assertThat(book.jobs()).isEmpty();
    assertThat(kept).isEmpty();
  }

  @Test
  void whatFailsIsTriedAgainAsOftenAsTheActionSays() {
    knock(action(course(Overlap.SKIP, TWICE), FALSE));
    pass(Duration.ofMinutes(9));
    assertThat(told).containsExactly("started", "retrying exit 1; again at 2026-03-02T12:10:00Z");
    pass(Duration.ofMinutes(2));
    pass(Duration.ofMinutes(11));
    assertThat(told).hasSize(6).endsWith("started", "failed exit 1");
    assertThat(worker.begun()).hasSize(3);
  }

  @Test
  void aJobThatDiedWithItsProcessBeginsAgainAndOneThatIsTooLateIsMissed() {
    var action = action(Course.USUAL, SLEEP);
    knock(action);
    now = now.plus(Duration.ofMinutes(110));
    restart();
    assertThat(told).containsExactly("started", "started again, because it was interrupted");
    now = now.plus(Duration.ofHours(4));
    restart();
    assertThat(told).endsWith("missed was due at 2026-03-02T13:50:00Z");
    assertThat(kept).isEmpty();
  }

  @Test
  void aJobThatIsInterruptedAgainAndAgainIsGivenUp() {
    knock(action(Course.USUAL, SLEEP));
    for (int i = 0; i < 10; i++) {
      restart();
    }
    assertThat(told).hasSize(11).endsWith("failed interrupted 10 times");
  }

  @Test
  void anActionThatIsGoneFails() {
    knock(action(Course.USUAL, SLEEP));
    actions.clear();
    restart();
    assertThat(told).endsWith("failed the configuration no longer has it");
  }

  @Test
  void aTaskThatCanNotBeginOrTakesTooLongFailsWithItsReason() {
    knock(action(Course.USUAL, run("/bin/missing")));
    assertThat(told).endsWith("failed /bin/missing does not exist");
    var tooShort = new Step.Run(List.of(new Word.Text("/bin/sleep")), Duration.ofMillis(500));
    knock(action(Course.USUAL, tooShort));
    assertThat(told.getLast()).startsWith("failed its time was over (");
  }

  @Test
  void whatIsStoppedIsToldWhenItHasEnded() {
    knock(action(Course.USUAL, DOOR, SLEEP));
    assertThat(book.stop(_ -> true, "closed by root", now)).hasSize(1);
    assertThat(told).containsExactly("started");
    assertThat(book.jobs()).first().extracting("stage").isEqualTo("stopping");
    settle();
    assertThat(told).endsWith("stopped closed by root");
    assertThat(doors).endsWith("shut " + new Id(7));
  }

  @Test
  void aSuspendedBookTellsNothingAndForgetsNothing() {
    knock(action(Course.USUAL, SLEEP));
    book.suspend();
    assertThat(worker.running()).as("what ran has ended").isZero();
    settle();
    book.stop(_ -> true, "closed by root", now);
    settle();
    assertThat(told).containsExactly("started");
    assertThat(kept).hasSize(1);
  }

  @Test
  void aTryThatIsToFollowAtOnceDoes() {
    knock(action(course(Overlap.SKIP, new Retry(1, Duration.ZERO)), FALSE));
    assertThat(told)
        .containsExactly(
            "started",
            "retrying exit 1; again at 2026-03-02T12:00:00Z",
            "started",
            "failed exit 1");
  }

  @Test
  void onlyWhatIsMeantIsStopped() {
    var actions = sleepers(2, Course.USUAL);
    var one = (JobBook.Outcome.Promised) knock(actions.getFirst());
    knock(actions.getLast());
    assertThat(book.stop(job -> job.action().equals("a0"), "closed by root", now))
        .containsExactly(one.job().id());
    assertThat(worker.running()).isOne();
  }

  @Test
  void whatHasSucceededBeforeAStepThatFailsIsTakenBackTheLastFirst() {
    knock(action(Course.USUAL, TRUE, new Step.Start("nas.service", LIMIT), FALSE, SLEEP));
    assertThat(worker.undone())
        .extracting(Task::toString)
        .containsExactly("run /bin/false", "start nas.service", "run /bin/true");
    knock(action(Course.USUAL, TRUE));
    assertThat(worker.undone()).hasSize(3);
  }

  @Test
  void whatEachStepHasWrittenIsToldAndOfALotTheEnd() {
    knock(action(Course.USUAL, run("/bin/echo", "one "), run("/bin/echo", "two")));
    assertThat(((Event.Job) events.getLast()).output()).isEqualTo("one two");
    knock(action(Course.USUAL, run("/bin/echo", "x".repeat(70_000)), run("/bin/echo", "end")));
    assertThat(((Event.Job) events.getLast()).output()).hasSize(64 * 1024).endsWith("xend");
  }

  @Test
  void ofAReasonThatIsABookTheBeginningIsTold() {
    var rest = " does not exist";
    var longest = "/" + "x".repeat(Teller.LONGEST - rest.length() - 1);
    knock(action(Course.USUAL, run(longest)));
    assertThat(events.getLast().reason()).isEqualTo(longest + rest);
    knock(action(Course.USUAL, run(longest + "x")));
    assertThat(events.getLast().reason()).isEqualTo(longest + "x does not exis...");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
  void nothingIsLostAndNothingThatWasOverBeginsAgain(long seed) {
    var random = new SplittableRandom(seed);
    var overlap = List.of(Overlap.values()).get(random.nextInt(3));
    var action = action(course(overlap, TWICE), SLEEP);
    var promised = new HashSet<String>();
    for (int i = 0; i < 1_000; i++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          if (knock(action) instanceof JobBook.Outcome.Promised(var job)) {
            promised.add(job.id().toString());
          }
        }
        case 3, 4 -> worker.finish(random.nextInt(2));
        case 5 -> pass(Duration.ofMinutes(random.nextInt(15)));
        case 6 -> restart();
        default -> {
          if (random.nextInt(5) == 0) {
            book.stop(_ -> random.nextBoolean(), "closed", now);
          }
        }
      }
      if (random.nextBoolean()) {
        settle();
      }
      assertThat(worker.running()).as("seed %d, step %d", seed, i).isLessThanOrEqualTo(1);
    }
    for (int i = 0; i < 5_000 && !book.jobs().isEmpty(); i++) {
      worker.finish(0);
      settle();
      pass(Duration.ofMinutes(11));
    }
    var over = new HashSet<String>();
    for (var event : events) {
      if (event instanceof Event.Job job) {
        assertThat(over).as("seed %d", seed).doesNotContain(job.job());
        if (job.stage().isLast()) {
          over.add(job.job());
        }
      }
    }
    assertThat(over).as("seed %d", seed).isEqualTo(promised);
    assertThat(kept).isEmpty();
  }
}
