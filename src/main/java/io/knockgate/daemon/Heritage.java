package io.knockgate.daemon;

import io.knockgate.gateway.GatewayException;
import io.knockgate.job.Job;
import io.knockgate.lease.Lease;
import io.knockgate.lease.Remembered;
import io.knockgate.lease.Scribe;
import io.knockgate.lease.StoreException;
import io.knockgate.lease.quartz.QuartzAlarm;
import io.knockgate.store.Store;
import io.knockgate.time.Moment;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the process before has left in the store. Where that can't be read at the start, because
/// the disk is full or read-only, the daemon begins all the same: with every door shut, because
/// nobody knows whose it is. As soon as the disk allows, jobs go on and leases are told as over.
final class Heritage implements Scribe.Beginning {
  private static final Logger LOG = LoggerFactory.getLogger(Heritage.class);

  private final Store store;
  private final Steward steward;
  private final Foreman foreman;
  private final List<QuartzAlarm> alarms;
  private boolean isTaken;

  Heritage(Store store, Steward steward, Foreman foreman, List<QuartzAlarm> alarms) {
    this.store = store;
    this.steward = steward;
    this.foreman = foreman;
    this.alarms = List.copyOf(alarms);
  }

  /// Takes over the leases, loads the table with their doors, and goes on with the jobs.
  ///
  /// @param granted whether a lease would be granted by what is configured now
  /// @throws GatewayException where the table can't be loaded
  void take(Predicate<Lease> granted) throws GatewayException, InterruptedException {
    var leases = new Remembered(List.of(), List.of());
    List<Job> jobs = List.of();
    try {
      leases = store.load();
      jobs = store.jobs(Moment.now());
      isTaken = true;
    } catch (StoreException unreadable) {
      leases = new Remembered(List.of(), List.of());
      LOG.error(
          "what was open and promised can't be read, so every door is shut: {}",
          unreadable.getMessage());
    }
    steward.adopt(leases, granted);
    foreman.resume(jobs);
  }

  /// Opens what is not open yet, and takes what could not be taken.
  @Override
  public void begin() throws StoreException {
    store.begin();
    if (!isTaken) {
      var leases = store.load();
      var jobs = store.jobs(Moment.now());
      isTaken = true;
      LOG.info(
          "the store can be read: {} leases are over, {} jobs go on",
          leases.current().size() + leases.bygone().size(),
          jobs.size());
      steward.send(book -> book.end(leases, Moment.now()));
      foreman.resume(jobs);
    }
    for (var alarm : alarms) {
      alarm.start();
    }
  }
}
