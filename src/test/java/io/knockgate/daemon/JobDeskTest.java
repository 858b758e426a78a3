package io.knockgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.knockgate.access.Grant;
import io.knockgate.action.Action;
import io.knockgate.action.Ask;
import io.knockgate.action.AtClose;
import io.knockgate.action.Course;
import io.knockgate.action.Opening;
import io.knockgate.action.Overlap;
import io.knockgate.action.Retry;
import io.knockgate.action.Stay;
import io.knockgate.action.Step;
import io.knockgate.action.Term;
import io.knockgate.action.Word;
import io.knockgate.control.Answer;
import io.knockgate.control.Exit;
import io.knockgate.id.Id;
import io.knockgate.job.Doors;
import io.knockgate.job.FakeWorker;
import io.knockgate.job.Job;
import io.knockgate.job.JobBook;
import io.knockgate.job.Promises;
import io.knockgate.journal.Event;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Jobs by hand, with a real foreman and pretended programs.
class JobDeskTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Action SLEEPS = action("sleeps", "/bin/sleep");
  private static final Action ENDS = action("ends", "/bin/true");

  private final JobEnds ends = new JobEnds(_ -> {});
  private final Foreman foreman = new Foreman();
  private final JobDesk desk = new JobDesk(foreman, ends);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @BeforeEach
  void open() {
    foreman.open(
        self ->
            new JobBook(
                Map.of("sleeps", SLEEPS, "ends", ENDS),
                new FakeWorker(),
                new NoDoors(),
                new NothingKept(),
                ends,
                self,
                Moment::now,
                new SplittableRandom(7)));
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    foreman.close();
  }

  private record NoDoors() implements Doors {
    @Override
    public void open(
        Job job,
        Action action,
        List<Opening> openings,
        Duration time,
        Consumer<Doors.Answer> told) {
      told.accept(new Doors.Answer.Refused("there are none"));
    }

    @Override
    public void shut(Job job, Id lease, String reason, Runnable shut) {}
  }

  private record NothingKept() implements Promises {
    @Override
    public void keep(Job job) {}

    @Override
    public void keep(Job job, Event.Job told) {}

    @Override
    public void forget(Id id, Event.Job end) {}
  }

  private static Action action(String name, String program) {
    return new Action(
        name,
        List.of(new Step.Run(List.of(new Word.Text(program)), Duration.ofHours(1))),
        List.of(),
        new Stay(Term.fixed(LONG), AtClose.CUT, false, Stay.UNLIMITED),
        new Course(Duration.ZERO, Optional.empty(), Course.LATE, Overlap.QUEUE, Retry.NEVER),
        List.of());
  }

  private Answer trigger(Action action, boolean detached, Consumer<JsonObject> progress)
      throws InterruptedException {
    var wish = new Wish.Open(action.name());
    var claim = new Claim(null, "root", wish, Address.v4(0x7f000001), Ask.NOTHING);
    return desk.trigger(new Grant.Job(claim, action), detached, progress);
  }

  private JsonArray jobs() {
    return desk.jobs(Map.of("sleeps", SLEEPS));
  }

  @Test
  void whoFollowsLeavesPlacesToOthersAndGetsTheirOwnBackWhenTheyGo() throws Exception {
    var following = new ArrayList<Future<Answer>>();
    for (int i = 0; i < JobDesk.MOST_FOLLOWERS; i++) {
      following.add(threads.submit(() -> trigger(SLEEPS, false, _ -> {})));
    }
    await().atMost(LONG).until(() -> jobs().size() == JobDesk.MOST_FOLLOWERS);

    assertThat(trigger(SLEEPS, false, _ -> {}))
        .isEqualTo(
            new Answer.Failed(
                Exit.UNAVAILABLE,
                "32 jobs are followed already: say --detach, or try again in a while"));
    assertThat(trigger(SLEEPS, true, _ -> {})).isInstanceOf(Answer.Done.class);
    assertThat(jobs()).hasSize(JobDesk.MOST_FOLLOWERS + 1);

    following.forEach(one -> one.cancel(true)); // as the control socket does when they hang up
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> assertThat(trigger(ENDS, false, _ -> {})).isInstanceOf(Answer.Done.class));
    assertThat(jobs()).as("jobs go on").hasSize(JobDesk.MOST_FOLLOWERS + 1);
  }

  @Test
  void theEndOfAJobReachesWhoFollowsItBehindManyOthers() throws Exception {
    var last = new CompletableFuture<Answer>();
    var _ = threads.submit(() -> last.complete(trigger(SLEEPS, false, _ -> {})));
    await().atMost(LONG).until(() -> jobs().size() == 1);
    for (int i = 0; i < 100; i++) {
      assertThat(trigger(SLEEPS, true, _ -> {})).isInstanceOf(Answer.Done.class);
    }

    var stopped = desk.stop(_ -> true, "root");

    assertThat(stopped.over().size() + stopped.ending().size()).isEqualTo(101);
    assertThat(last.get())
        .isInstanceOfSatisfying(
            Answer.Failed.class, end -> assertThat(end.error()).contains("stopped by root"));
  }

  @Test
  void aQueuedJobSaysWhatItWaitsFor() throws Exception {
    trigger(SLEEPS, true, _ -> {});
    var told = new ArrayList<String>();
    var second = threads.submit(() -> trigger(SLEEPS, false, news -> told.add(news.toString())));
    await().atMost(LONG).until(() -> jobs().size() == 2);

    var running = jobs().get(0).getAsJsonObject();
    var queued = jobs().get(1).getAsJsonObject();

    assertThat(running.get("behind").isJsonNull()).isTrue();
    assertThat(running.get("part").getAsString()).isEqualTo("steps");
    assertThat(queued.get("state").getAsString()).isEqualTo("queued");
    assertThat(queued.get("behind")).isEqualTo(running.get("id"));
    desk.stop(_ -> true, "root");
    assertThat(second.get()).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void whatEndsAtOnceIsFollowedToItsEnd() throws Exception {
    assertThat(trigger(ENDS, false, _ -> {}))
        .isInstanceOfSatisfying(
            Answer.Done.class,
            done ->
                assertThat(done.result().getAsJsonObject().get("stage").getAsString())
                    .isEqualTo("done"));
  }
}
