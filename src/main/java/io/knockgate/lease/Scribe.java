package io.knockgate.lease;

import io.knockgate.id.Id;
import io.knockgate.job.Job;
import io.knockgate.lease.LeaseState.Open;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down what the [Outbox] gathers: first into the store, then the alarms. What comes while
/// it writes is written together next (group commit). A disk that fails delays nothing but the
/// writing: the batch waits and is tried again, sooner at first, then every [#LONGEST_REST]. So is
/// the [Beginning], before which nothing is written.
///
/// [#run] has a thread of its own; it alone calls the store and the alarms.
public final class Scribe implements Runnable {
  /// What comes before anything can be written.
  public interface Beginning {
    /// Opens what is not open yet.
    ///
    /// @throws StoreException where it can't be; it is tried again, from where it stopped
    void begin() throws StoreException;
  }

  /// Bounds how long one transaction keeps the alarm clock from the database.
  static final int MOST_AT_ONCE = 1_000;

  private static final Duration FIRST_REST = Duration.ofMillis(250);

  /// A disk that has room again is written to within that time.
  private static final Duration LONGEST_REST = Duration.ofSeconds(2);

  /// A disk that takes longer to answer is told of.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(Scribe.class);

  private final Outbox outbox;
  private final Beginning beginning;
  private final LeaseStore store;
  private final Alarm closes;
  private final Alarm jobs;
  private final InstantSource clock;
  private boolean begun;

  /// How much of what was taken is not on the disk yet.
  private int writing;

  private volatile String trouble = "";

  /// Since when the disk is waited for, by the monotonic clock; null while it is not.
  private volatile @Nullable Long asked;

  /// A scribe that writes what this outbox gathers.
  ///
  /// @param closes rings when leases end
  /// @param jobs rings when jobs are due
  public Scribe(
      Outbox outbox,
      Beginning beginning,
      LeaseStore store,
      Alarm closes,
      Alarm jobs,
      InstantSource clock) {
    this.outbox = outbox;
    this.beginning = beginning;
    this.store = store;
    this.closes = closes;
    this.jobs = jobs;
    this.clock = clock;
  }

  /// Writes until stopped; then once more what is left, if the disk takes it.
  @Override
  public void run() {
    try {
      untilDone(this::begin);
      while (outbox.await()) {
        untilDone(this::writeOnce);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    while (begun && outbox.waiting() > 0 && writeOnce()) {
      // as many batches as there are
    }
  }

  /// Tries until it is done, or the scribe is stopped.
  private void untilDone(BooleanSupplier work) throws InterruptedException {
    var rest = FIRST_REST;
    while (!work.getAsBoolean() && outbox.rest(rest)) {
      var longer = rest.multipliedBy(2);
      rest = longer.compareTo(LONGEST_REST) < 0 ? longer : LONGEST_REST;
    }
  }

  private boolean begin() {
    try {
      beginning.begin();
      begun = true;
      relieved();
    } catch (StoreException refusal) {
      troubled(String.valueOf(refusal.getMessage()));
    }
    return begun;
  }

  /// Lets [#run] end. Can be repeated.
  public void stop() {
    outbox.close();
  }

  /// Writes one batch. False where it could not; then nothing of it is lost.
  boolean writeOnce() {
    var batch = take();
    if (batch.isEmpty()) {
      return true;
    }
    var unwritten = batch;
    asked = System.nanoTime();
    try {
      store.save(batch);
      unwritten = batch.withoutEvents();
      closes.set(ends(batch));
      closes.clear(batch.gone());
      jobs.set(begins(batch));
      jobs.clear(batch.goneJobs());
      written();
      relieved();
      return true;
    } catch (StoreException refusal) {
      giveBack(unwritten);
      troubled(String.valueOf(refusal.getMessage()));
      return false;
    } finally {
      asked = null;
    }
  }

  /// Takes a batch, which goes on to be counted: at no time is it neither waiting nor written.
  private synchronized Batch take() {
    var batch = outbox.take(MOST_AT_ONCE);
    writing = batch.changes() + batch.told().size();
    return batch;
  }

  private synchronized void written() {
    writing = 0;
  }

  private synchronized void giveBack(Batch unwritten) {
    outbox.giveBack(unwritten);
    writing = 0;
  }

  private synchronized int unwritten() {
    return writing + outbox.waiting();
  }

  private static Map<Id, Instant> ends(Batch batch) {
    var times = new LinkedHashMap<Id, Instant>();
    for (Open open : batch.open()) {
      times.put(open.lease().id(), open.until().wall());
    }
    return times;
  }

  /// A job that is due has begun, or is begun by who sweeps.
  private Map<Id, Instant> begins(Batch batch) {
    var now = clock.instant();
    var times = new LinkedHashMap<Id, Instant>();
    for (Job job : batch.jobs()) {
      var due = job.due().at().wall();
      if (due.isAfter(now)) {
        times.put(job.id(), due);
      }
    }
    return times;
  }

  private void troubled(String words) {
    if (trouble.isEmpty()) {
      LOG.warn(
          "leases and jobs can't be written down, the kernel still shuts doors on time: {}", words);
    }
    trouble = words;
  }

  private void relieved() {
    if (!trouble.isEmpty()) {
      LOG.info("leases and jobs are written down again");
    }
    trouble = "";
  }

  /// How it goes; from any thread.
  public Health health() {
    var words = trouble;
    var since = asked;
    if (words.isEmpty() && since != null) {
      var waiting = Duration.ofNanos(System.nanoTime() - since);
      words = waiting.compareTo(PATIENCE) < 0 ? "" : silence(waiting);
    }
    return new Health(words, unwritten(), outbox.lost());
  }

  private static String silence(Duration waiting) {
    return "the disk has not answered for %d s; see what the kernel says of it (dmesg)"
        .formatted(waiting.toSeconds());
  }
}
