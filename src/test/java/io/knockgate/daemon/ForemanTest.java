package io.knockgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.knockgate.action.Action;
import io.knockgate.action.Opening;
import io.knockgate.action.Task;
import io.knockgate.id.Id;
import io.knockgate.job.Doors;
import io.knockgate.job.Job;
import io.knockgate.job.JobBook;
import io.knockgate.job.Promises;
import io.knockgate.job.TaskEnd;
import io.knockgate.job.Work;
import io.knockgate.job.Worker;
import io.knockgate.journal.Event;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ForemanTest {
  private final Foreman foreman = new Foreman();

  @AfterEach
  void end() {
    foreman.close();
  }

  @Test
  void aBookThatBreaksWhileSomebodyAsksIsNoSecret() {
    var before = Thread.getDefaultUncaughtExceptionHandler();
    var uncaught = new AtomicReference<Throwable>();
    Thread.setDefaultUncaughtExceptionHandler((_, broken) -> uncaught.set(broken));
    try {
      // without a book
      assertThatThrownBy(() -> foreman.stop(_ -> true, "why")).hasMessage("the foreman broke");
      // Awaitility would take the place of this test's handler, and fail by what that waits for.
      await()
          .dontCatchUncaughtExceptions()
          .untilAtomic(uncaught, broken -> assertThat(broken).isNotNull());
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void oneThatHangsIsTroubleUntilItAnswersAgain() {
    var self = new AtomicReference<Executor>();
    foreman.open(
        thread -> {
          self.set(thread);
          return bookOn(thread);
        });
    foreman.lookAfter(false);
    assertThat(foreman.trouble()).isEmpty();
    var go = new CountDownLatch(1);
    self.get()
        .execute(
            () -> {
              try {
                go.await();
              } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
              }
            });
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              foreman.lookAfter(false);
              return foreman.trouble().contains("the foreman has not answered for");
            });
    go.countDown();
    await().atMost(Duration.ofSeconds(60)).until(() -> foreman.trouble().isEmpty());
  }

  @Test
  void oneThatHasStoppedSaysSo() {
    foreman.open(ForemanTest::bookOn);
    foreman.close();
    assertThatThrownBy(() -> foreman.stop(_ -> true, "why")).hasMessage("the foreman has stopped");
  }

  private static JobBook bookOn(Executor thread) {
    return new JobBook(
        Map.of(),
        new Nobody(),
        new NoDoors(),
        new Nothing(),
        _ -> {},
        thread,
        Moment::now,
        new Random(1));
  }

  private static final class Nobody implements Worker {
    @Override
    public Work begin(Task task, Consumer<TaskEnd> end) {
      throw new AssertionError(task);
    }

    @Override
    public void close() {}
  }

  private static final class NoDoors implements Doors {
    @Override
    public void open(
        Job job, Action action, List<Opening> openings, Duration time, Consumer<Answer> told) {
      throw new AssertionError(openings);
    }

    @Override
    public void shut(Job job, Id lease, String reason, Runnable shut) {}
  }

  private static final class Nothing implements Promises {
    @Override
    public void keep(Job job) {}

    @Override
    public void keep(Job job, Event.Job told) {}

    @Override
    public void forget(Id id, Event.Job end) {}
  }
}
