package io.knockgate.daemon;

import io.knockgate.access.Grant;
import io.knockgate.id.Id;
import io.knockgate.job.Job;
import io.knockgate.job.JobBook;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that owns the job book. Whoever wants something of it sends work here. It waits
/// for no task and not for the steward, so that jobs can hang as they like.
final class Foreman implements Steward.Jobs, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Foreman.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("foreman").factory());
  private volatile @Nullable JobBook book;

  /// Since when it has not come to look after jobs; null where it has.
  private volatile @Nullable Moment asked;

  /// Gives it its book, which it needs before anybody sends work. (The book opens doors by way of
  /// the steward, whose leases are followed by jobs of this foreman.)
  ///
  /// @param made makes the book, given what brings work to this thread
  void open(Function<Executor, JobBook> made) {
    book = made.apply(this::send);
  }

  private JobBook book() {
    return Objects.requireNonNull(book, "the foreman has no book yet");
  }

  /// What comes after the end is nobody's any more: every job is kept, and the next process has it.
  private void send(Runnable work) {
    try {
      thread.execute(work);
    } catch (RejectedExecutionException stopped) {
      LOG.debug("the foreman has stopped");
    }
  }

  @Override
  public void accept(Grant.Job grant) {
    send(() -> book().promise(grant.claim(), grant.action(), Moment.now()));
  }

  /// Takes over a job that follows a lease's end; returns at once.
  void follow(Job job) {
    send(() -> book().follow(job, Moment.now()));
  }

  /// A lease has ended; returns at once.
  ///
  /// @param reason in the operator's words
  void ended(Id lease, String reason) {
    send(() -> book().ended(lease, reason, Moment.now()));
  }

  @Override
  public void cancel(Grant.Close grant, Consumer<Boolean> told) {
    var claim = grant.claim();
    send(
        () ->
            told.accept(
                !book()
                    .stop(
                        job ->
                            job.part() == Job.Part.STEPS
                                && job.action().equals(claim.wish().action())
                                && job.claim().source().equals(claim.source()),
                        "closed by a knock",
                        Moment.now())
                    .isEmpty()));
  }

  /// Other rules are in force from now on; returns at once.
  ///
  /// @param before those until now
  void reform(Rules rules, Rules before) {
    send(
        () -> {
          var now = Moment.now();
          book()
              .reform(
                  rules.actions(),
                  job ->
                      rules.stillPromise(job, now.wall())
                          && !rules.givesOtherKeys(job.claim().client(), before),
                  now);
        });
  }

  /// Begins with the jobs of the process before; returns at once.
  void resume(List<Job> kept) {
    send(() -> book().resume(kept, Moment.now()));
  }

  /// An alarm rang; returns at once.
  void ring(Id id) {
    send(() -> book().ring(id, Moment.now()));
  }

  /// What has to be looked after from time to time.
  ///
  /// @param stepped whether the wall clock was stepped since the last time
  void lookAfter(boolean stepped) {
    if (asked == null) {
      asked = Moment.now();
    } else if (!stepped) {
      return; // it has not come to that of the last time
    }
    send(
        () -> {
          asked = null;
          book().sweep(Moment.now());
          if (stepped) {
            book().settle(Moment.now());
          }
        });
  }

  /// Why jobs are not looked after; the empty text where they are.
  String trouble() {
    var since = asked;
    if (since == null) {
      return "";
    }
    var silent = since.until(Moment.now());
    return silent.compareTo(PATIENCE) < 0
        ? ""
        : "jobs are not looked after: the foreman has not answered for %d s"
            .formatted(silent.toSeconds());
  }

  /// Promises what was granted.
  ///
  /// @param promised is told of the job before anything else can become of it
  JobBook.Outcome promise(Grant.Job grant, Consumer<Job> promised) throws InterruptedException {
    return ask(
        () -> {
          var outcome = book().promise(grant.claim(), grant.action(), Moment.now());
          if (outcome instanceof JobBook.Outcome.Promised(var job)) {
            promised.accept(job);
          }
          return outcome;
        });
  }

  /// Stops jobs, whatever their stage.
  ///
  /// @param reason in the operator's words
  /// @return which
  List<Id> stop(Predicate<Job> which, String reason) throws InterruptedException {
    return ask(() -> book().stop(which, reason, Moment.now()));
  }

  private interface Question<T> {
    T answer();
  }

  private <T> T ask(Question<T> question) throws InterruptedException {
    var answer = new CompletableFuture<T>();
    try {
      thread.execute(
          () -> {
            try {
              answer.complete(question.answer());
            } catch (Throwable broken) { // the book is not to be trusted then, whoever asked
              answer.completeExceptionally(broken);
              throw broken;
            }
          });
      return answer.get();
    } catch (ExecutionException broken) {
      throw new IllegalStateException("the foreman broke", broken.getCause());
    } catch (RejectedExecutionException stopped) {
      throw new IllegalStateException("the foreman has stopped", stopped);
    }
  }

  /// All jobs that are not over.
  Collection<JobBook.View> jobs() {
    return book().jobs();
  }

  /// Ends what is under way, which the next process does again, and waits for that. From now on
  /// jobs are only kept.
  void suspend() throws InterruptedException {
    var suspended = new CountDownLatch(1);
    send(
        () -> {
          book().suspend();
          suspended.countDown();
        });
    if (!suspended.await(LONGEST_STOP.toNanos(), TimeUnit.NANOSECONDS)) {
      LOG.warn("the foreman did not suspend jobs within {} s", LONGEST_STOP.toSeconds());
    }
  }

  /// Ends what is under way, as [#suspend], and ends the thread.
  @Override
  public void close() {
    if (book != null) {
      send(() -> book().suspend());
    }
    thread.shutdown();
    try {
      if (!thread.awaitTermination(LONGEST_STOP.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("the foreman did not finish within {} s", LONGEST_STOP.toSeconds());
        thread.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
