package io.knockgate.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Action;
import io.knockgate.action.Ask;
import io.knockgate.action.AtClose;
import io.knockgate.action.Course;
import io.knockgate.action.Hours;
import io.knockgate.action.Opening;
import io.knockgate.action.Overlap;
import io.knockgate.action.Retry;
import io.knockgate.action.Stay;
import io.knockgate.action.Step;
import io.knockgate.action.Task;
import io.knockgate.action.Term;
import io.knockgate.action.Word;
import io.knockgate.id.Id;
import io.knockgate.journal.Event;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.time.Moment;
import io.knockgate.time.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobBookTest {
  private static final Address SOURCE = Address.v4(0xcb007109);
  private static final Duration LIMIT = Duration.ofHours(2);
  private static final Retry TWICE = new Retry(2, Duration.ofMinutes(10));
  private static final Pattern BEGINS_IN_ITS_PLACE =
      Pattern.compile("job (\\w+) begins in its place");
  private static final Step TRUE = run("/bin/true");
  private static final Step FALSE = run("/bin/false");
  private static final Step SLEEP = run("/bin/sleep");
  private static final Step DOOR = new Step.Open(Port.tcp(22));

  private final Map<String, Action> actions = new LinkedHashMap<>();
  private final List<String> told = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final Map<Id, Job> kept = new LinkedHashMap<>();
  private final Set<Id> everKept = new HashSet<>();
  private final List<Event.Job> written = new ArrayList<>();
  private final ArrayDeque<Runnable> self = new ArrayDeque<>();
  private final List<String> doors = new ArrayList<>();
  private Doors.Answer answer = new Doors.Answer.Opened(new Id(7));
  private FakeWorker worker = new FakeWorker();
  private Moment now = new Moment(Instant.parse("2026-03-02T12:00:00Z"), 1_000_000);
  private int seed = 1;
  private JobBook book = newBook();

  private JobBook newBook() {
    return new JobBook(
        actions,
        worker,
        new ListedDoors(),
        new Promises() {
          @Override
          public void keep(Job job) {
            kept.put(job.id(), job);
            everKept.add(job.id());
          }

          @Override
          public void keep(Job job, Event.Job told) {
            assertThat(told.job()).isEqualTo(job.id().toString());
            kept.put(job.id(), job);
            everKept.add(job.id());
            written.add(told);
          }

          @Override
          public void forget(Id id, Event.Job end) {
            assertThat(end.job()).isEqualTo(id.toString());
            kept.remove(id);
            written.add(end);
          }
        },
        this::tell,
        self::add,
        () -> now,
        new SplittableRandom(seed++));
  }

  private void tell(Event event) {
    if (event instanceof Event.Job job) {
      assertThat(written.getLast()).as("it is told when it is kept").isEqualTo(job);
    }
    BEGINS_IN_ITS_PLACE
        .matcher(event.reason())
        .results()
        .forEach(
            match ->
                assertThat(everKept)
                    .as("the end names one that was kept before")
                    .contains(Id.parse(match.group(1)).orElseThrow()));
    events.add(event);
    told.add(
        event instanceof Event.Job job
            ? (job.stage() + " " + job.reason()).strip()
            : "refused " + event.reason());
    if (event instanceof Event.Job job && job.stage().isLast()) {
      assertThat(kept).doesNotContainKey(Id.parse(job.job()).orElseThrow());
    }
  }

  private final class ListedDoors implements Doors {
    @Override
    public void open(
        Job job, Action action, List<Opening> openings, Duration time, Consumer<Answer> told) {
      doors.add("open " + openings + " for " + time.toMinutes() + "m");
      told.accept(answer);
    }

    @Override
    public void shut(Job job, Id lease, String reason, Runnable shut) {
      doors.add("shut " + lease);
      shut.run();
    }
  }

  private static Step run(String... command) {
    return new Step.Run(Stream.of(command).<Word>map(Word.Text::new).toList(), LIMIT);
  }

  private static Course course(Overlap overlap, Retry retry) {
    return new Course(Duration.ZERO, Optional.empty(), Course.LATE, overlap, retry);
  }

  /// From six to eight in the evening.
  private static Course evening(boolean waits) {
    var evening =
        new Window(Window.everyDay(), LocalTime.of(18, 0), LocalTime.of(20, 0), ZoneOffset.UTC);
    return new Course(
        Duration.ZERO,
        Optional.of(new Hours(evening, waits)),
        Course.LATE,
        Overlap.QUEUE,
        Retry.NEVER);
  }

  private Action action(Course course, Step... steps) {
    var stay = new Stay(Term.fixed(Duration.ofMinutes(30)), AtClose.CUT, false, Stay.UNLIMITED);
    var action = new Action("nightly", List.of(steps), List.of(), stay, course, List.of());
    actions.put("nightly", action);
    book = newBook();
    return action;
  }

  private JobBook.Outcome knock(Action action) {
    var wish = new Wish.Open(action.name());
    var outcome = book.promise(new Claim("knock", "alice", wish, SOURCE, Ask.NOTHING), action, now);
    settle();
    return outcome;
  }

  private void settle() {
    for (var next = self.poll(); next != null; next = self.poll()) {
      next.run();
    }
  }

  private void pass(Duration time) {
    now = now.plus(time);
    book.sweep(now);
    settle();
  }

  private void step(Duration time) {
    now = new Moment(now.wall().plus(time), now.nanos());
    book.settle(now);
    book.sweep(now);
    settle();
  }

  /// The process dies, and another begins with what was kept.
  private void restart() {
    self.clear();
    worker = new FakeWorker();
    book = newBook();
    book.resume(List.copyOf(kept.values()), now);
    settle();
  }

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
  void theStepThatFailsIsNamedAndTheDoorsBeforeItAreShut() {
    knock(action(Course.USUAL, TRUE, DOOR, FALSE, TRUE));
    assertThat(told).containsExactly("started", "failed step 3 of 4, run /bin/false: exit 1");
    assertThat(doors).containsExactly("open [tcp/22] for 30m", "shut " + new Id(7));
    assertThat(events.getLast().lease()).isEqualTo(new Id(7).toString());
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

  private List<String> ended(Event.Stage stage) {
    return events.stream()
        .filter(event -> event instanceof Event.Job job && job.stage() == stage)
        .map(event -> ((Event.Job) event).job())
        .toList();
  }

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

  /// Actions that never end by themselves.
  private List<Action> sleepers(int number, Course course) {
    var stay = new Stay(Term.fixed(LIMIT), AtClose.CUT, false, Stay.UNLIMITED);
    for (int i = 0; i < number; i++) {
      actions.put("a" + i, new Action("a" + i, List.of(SLEEP), List.of(), stay, course, List.of()));
    }
    book = newBook();
    return List.copyOf(actions.values());
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

  @Test
  void aTaskThatCanNotBeginOrTakesTooLongFailsWithItsReason() {
    knock(action(Course.USUAL, run("/bin/missing")));
    assertThat(told).endsWith("failed /bin/missing does not exist");
    var tooShort = new Step.Run(List.of(new Word.Text("/bin/sleep")), Duration.ofMillis(500));
    knock(action(Course.USUAL, tooShort));
    assertThat(told.getLast()).startsWith("failed its time was over (");
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

  /// An action that something follows.
  private Action followed(Course course, Step... steps) {
    var before = action(course, steps);
    var action =
        new Action(before.name(), before.steps(), List.of(SLEEP), before.stay(), course, List.of());
    actions.put(action.name(), action);
    book = newBook();
    return action;
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

  private void follow(Action action) {
    var wish = new Wish.Open(action.name());
    var claim = new Claim(null, "alice", wish, SOURCE, Ask.NOTHING);
    book.follow(
        new Job(new Id(99), claim, Job.Part.THEN, new Id(9), now, new Due(now, false), 0, 0), now);
    settle();
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
