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

/// A book of jobs with a worker, doors and a clock that a test moves.
abstract class JobScene {
  static final Address SOURCE = Address.v4(0xcb007109);
  static final Duration LIMIT = Duration.ofHours(2);
  static final Retry TWICE = new Retry(2, Duration.ofMinutes(10));
  static final Pattern BEGINS_IN_ITS_PLACE = Pattern.compile("job (\\w+) begins in its place");
  static final Step TRUE = run("/bin/true");
  static final Step FALSE = run("/bin/false");
  static final Step SLEEP = run("/bin/sleep");
  static final Step DOOR = new Step.Open(Port.tcp(22));

  final Map<String, Action> actions = new LinkedHashMap<>();
  final List<String> told = new ArrayList<>();
  final List<Event> events = new ArrayList<>();
  final Map<Id, Job> kept = new LinkedHashMap<>();
  final Set<Id> everKept = new HashSet<>();
  final List<Event.Job> written = new ArrayList<>();
  final ArrayDeque<Runnable> self = new ArrayDeque<>();
  final List<String> doors = new ArrayList<>();
  Doors.Answer answer = new Doors.Answer.Opened(new Id(7));
  FakeWorker worker = new FakeWorker();
  Moment now = new Moment(Instant.parse("2026-03-02T12:00:00Z"), 1_000_000);
  int seed = 1;
  JobBook book = newBook();

  JobBook newBook() {
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

  void tell(Event event) {
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

  final class ListedDoors implements Doors {
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

  static Step run(String... command) {
    return new Step.Run(Stream.of(command).<Word>map(Word.Text::new).toList(), LIMIT);
  }

  static Course course(Overlap overlap, Retry retry) {
    return new Course(Duration.ZERO, Optional.empty(), Course.LATE, overlap, retry);
  }

  /// From six to eight in the evening.
  static Course evening(boolean waits) {
    var evening =
        new Window(Window.everyDay(), LocalTime.of(18, 0), LocalTime.of(20, 0), ZoneOffset.UTC);
    return new Course(
        Duration.ZERO,
        Optional.of(new Hours(evening, waits)),
        Course.LATE,
        Overlap.QUEUE,
        Retry.NEVER);
  }

  Action action(Course course, Step... steps) {
    var stay = new Stay(Term.fixed(Duration.ofMinutes(30)), AtClose.CUT, false, Stay.UNLIMITED);
    var action = new Action("nightly", List.of(steps), List.of(), stay, course, List.of());
    actions.put("nightly", action);
    book = newBook();
    return action;
  }

  JobBook.Outcome knock(Action action) {
    var wish = new Wish.Open(action.name());
    var outcome = book.promise(new Claim("knock", "alice", wish, SOURCE, Ask.NOTHING), action, now);
    settle();
    return outcome;
  }

  void settle() {
    for (var next = self.poll(); next != null; next = self.poll()) {
      next.run();
    }
  }

  void pass(Duration time) {
    now = now.plus(time);
    book.sweep(now);
    settle();
  }

  void step(Duration time) {
    now = new Moment(now.wall().plus(time), now.nanos());
    book.settle(now);
    book.sweep(now);
    settle();
  }

  /// The process dies, and another begins with what was kept.
  void restart() {
    self.clear();
    worker = new FakeWorker();
    book = newBook();
    book.resume(List.copyOf(kept.values()), now);
    settle();
  }

  List<String> ended(Event.Stage stage) {
    return events.stream()
        .filter(event -> event instanceof Event.Job job && job.stage() == stage)
        .map(event -> ((Event.Job) event).job())
        .toList();
  }

  /// Actions that never end by themselves.
  List<Action> sleepers(int number, Course course) {
    var stay = new Stay(Term.fixed(LIMIT), AtClose.CUT, false, Stay.UNLIMITED);
    for (int i = 0; i < number; i++) {
      actions.put("a" + i, new Action("a" + i, List.of(SLEEP), List.of(), stay, course, List.of()));
    }
    book = newBook();
    return List.copyOf(actions.values());
  }
}
