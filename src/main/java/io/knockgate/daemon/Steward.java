package io.knockgate.daemon;

import io.knockgate.access.Grant;
import io.knockgate.access.Verdict;
import io.knockgate.gateway.GatewayException;
import io.knockgate.id.Id;
import io.knockgate.journal.Journal;
import io.knockgate.knock.Claim;
import io.knockgate.lease.Lease;
import io.knockgate.lease.LeaseBook;
import io.knockgate.lease.Remembered;
import io.knockgate.replay.Marks;
import io.knockgate.time.Moment;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that owns the lease book, the gateway and the replay marks. Whoever wants
/// something of them sends work here.
final class Steward implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Steward.class);

  /// Who does jobs. Each method returns at once.
  interface Jobs {
    /// Promises what was granted.
    void accept(Grant.Job grant);

    /// Stops what the source of a closing knock has under way, or ahead, of its action.
    ///
    /// @param stopped whether there was something; on any thread
    void cancel(Grant.Close grant, Consumer<Boolean> stopped);
  }

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("steward").factory());
  private final LeaseBook book;
  private final Jobs jobs;
  private final Marks marks;
  private final Journal journal;
  private final AtomicBoolean reconciling = new AtomicBoolean();

  /// Whether somebody has changed our table since it was right; the steward's thread alone asks.
  private boolean changed;
  private final Repairs repairs = new Repairs(System.nanoTime());

  Steward(LeaseBook book, Jobs jobs, Marks marks, Journal journal) {
    this.book = book;
    this.jobs = jobs;
    this.marks = marks;
    this.journal = journal;
  }

  /// Carries a verdict out; returns at once.
  ///
  /// @param inForce whether the rules that it was judged by are still those in force
  void accept(Verdict verdict, BooleanSupplier inForce) {
    thread.execute(() -> carryOut(inForce.getAsBoolean() ? verdict : overtaken(verdict)));
  }

  private static Verdict overtaken(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Granted(var grants) ->
          new Verdict.Refused(
              grants.getFirst().claim(), "the configuration has just changed: knock again");
      case Verdict.Refused refused -> refused;
    };
  }

  private void carryOut(Verdict verdict) {
    var now = Moment.now();
    switch (OnceOnly.settle(verdict, marks, now.wall())) {
      case Verdict.Granted(var grants) -> grants.forEach(grant -> carryOut(grant, now));
      case Verdict.Refused(var claim, var reason) -> refuse(claim, reason, now);
    }
  }

  private void carryOut(Grant grant, Moment now) {
    switch (grant) {
      case Grant.Open open -> book.open(open, now);
      case Grant.Close close -> close(close, now);
      case Grant.Job job -> jobs.accept(job);
    }
  }

  /// Who knocks "close" wants nothing of it open, now or later.
  private void close(Grant.Close grant, Moment now) {
    boolean shut = book.close(grant, now).isPresent();
    jobs.cancel(
        grant,
        stopped -> {
          if (!shut && !stopped) {
            refuse(grant.claim(), "the source has no lease of it", Moment.now());
          }
        });
  }

  private void refuse(Claim claim, String reason, Moment now) {
    journal.tell(claim.refused(now.wall(), reason));
  }

  /// Does something with the book on the steward's thread; returns at once.
  void send(Consumer<LeaseBook> work) {
    thread.execute(() -> work.accept(book));
  }

  /// An alarm rang; returns at once.
  void ring(Id id) {
    thread.execute(() -> book.ring(id, Moment.now()));
  }

  /// Somebody else changed our table; returns at once. Many changes in a row are mended together.
  void mend() {
    if (reconciling.compareAndSet(false, true)) {
      thread.execute(
          () -> {
            reconciling.set(false);
            changed = true;
            reconcile();
          });
    }
  }

  private void reconcile() {
    try {
      book.reconcile(Moment.now());
      if (changed) {
        repairs.done(System.nanoTime());
      } else {
        repairs.sure();
      }
      changed = false;
    } catch (GatewayException refused) {
      repairs.failed(String.valueOf(refused.getMessage()), System.nanoTime());
    }
  }

  /// What has to be looked after from time to time: doors that could not be shut, a table that
  /// could not be restored or may have a door that no lease holds.
  ///
  /// @param stepped whether the wall clock was stepped since the last time
  void lookAfter(boolean stepped) {
    thread.execute(
        () -> {
          if (!trouble().isEmpty() || book.isUnsure()) {
            reconcile();
          }
          repairs.tell(System.nanoTime());
          marks.lookAfter(Moment.now().wall());
          book.sweep(Moment.now());
          book.look();
          if (stepped) {
            book.realarm(Moment.now());
          }
        });
  }

  /// Does something with the book on the steward's thread and waits for it.
  <T> T ask(Supplier<T> question) throws InterruptedException {
    try {
      return thread.submit(question::get).get();
    } catch (ExecutionException broken) {
      throw new IllegalStateException("the steward broke", broken.getCause());
    }
  }

  /// Something that the gateway may refuse.
  interface Order<T> {
    T carryOut(LeaseBook book) throws GatewayException;
  }

  /// Does something with the book on the steward's thread, and waits for it.
  <T> T command(Order<T> order) throws InterruptedException, GatewayException {
    try {
      return thread.submit(() -> order.carryOut(book)).get();
    } catch (ExecutionException refused) {
      if (refused.getCause() instanceof GatewayException why) {
        throw why;
      }
      throw new IllegalStateException("the steward broke", refused.getCause());
    }
  }

  /// Begins with the leases of the process before, and waits for it.
  ///
  /// @param granted whether a lease would be granted now
  void adopt(Remembered remembered, Predicate<Lease> granted)
      throws InterruptedException, GatewayException {
    command(
        book -> {
          book.adopt(remembered, granted, Moment.now());
          return book.leases();
        });
  }

  /// The book, for [#ask].
  LeaseBook book() {
    return book;
  }

  /// How often the table was restored after somebody else changed it.
  long restored() {
    return repairs.total();
  }

  /// Why the table is not as it should be; the empty text where it is.
  String trouble() {
    return repairs.trouble();
  }

  /// Finishes what was sent and ends the thread.
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("the steward did not finish within 10 s");
        thread.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
