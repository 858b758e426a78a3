package io.knockgate.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class TaskThreadTest {
  private final List<TaskEnd> told = new ArrayList<>();

  private static TaskEnd done() {
    return new TaskEnd.Done("");
  }

  @Test
  void whatIsDoneIsTold() {
    TaskThread.start(Runnable::run, TaskThreadTest::done, told::add);
    assertThat(told).containsExactly(done());
  }

  @Test
  void whereThereIsNoThreadThatIsTold() {
    var thread =
        new Thread(() -> {}) {
          @Override
          public void start() {
            throw new OutOfMemoryError("unable to create native thread");
          }
        };
    TaskThread.start(_ -> thread.start(), TaskThreadTest::done, told::add);
    assertThat(told)
        .containsExactly(
            new TaskEnd.Failed("no thread could be started: unable to create native thread", ""));
  }

  @Test
  void aWorkerThatHasClosedTellsThat() {
    TaskThread.start(
        _ -> {
          throw new RejectedExecutionException("closed");
        },
        TaskThreadTest::done,
        told::add);
    assertThat(told).containsExactly(new TaskEnd.Failed("no thread could be started: closed", ""));
  }

  @Test
  void whatHadNoThreadIsNotDoneLaterByAQueueThatHasTakenIt() {
    var queue = new ArrayList<Runnable>();
    TaskThread.start(
        work -> {
          queue.add(work);
          throw new OutOfMemoryError("no carrier");
        },
        TaskThreadTest::done,
        told::add);
    queue.forEach(Runnable::run);
    assertThat(told)
        .containsExactly(new TaskEnd.Failed("no thread could be started: no carrier", ""));
  }

  @Test
  void aTaskThatBreaksIsToldToo() {
    TaskThread.start(
        Runnable::run,
        () -> {
          throw new IllegalStateException("/proc can't be read");
        },
        told::add);
    TaskThread.start(
        Runnable::run,
        () -> {
          throw new OutOfMemoryError("unable to create native thread");
        },
        told::add);
    assertThat(told)
        .containsExactly(
            new TaskEnd.Failed(
                "it could not be done: java.lang.IllegalStateException: /proc can't be read", ""),
            new TaskEnd.Failed(
                "it could not be done: java.lang.OutOfMemoryError: unable to create native thread",
                ""));
  }
}
