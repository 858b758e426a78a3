package io.knockgate.lease.quartz;

import io.knockgate.id.Id;
import io.knockgate.lease.Alarm;
import io.knockgate.lease.Ringer;
import io.knockgate.lease.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.DefaultThreadExecutor;
import org.quartz.impl.DirectSchedulerFactory;
import org.quartz.impl.jdbcjobstore.InvalidConfigurationException;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.utils.DBConnectionManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Alarms as Quartz triggers in the store's database: they outlive the process, and one that was
/// due meanwhile rings at the next [#start].
///
/// The scheduler is for this alone and never runs anybody's code, so nothing that hangs can delay a
/// close. It has one job of its own, to ring, and a trigger for each lease, or each job.
public final class QuartzAlarm implements Alarm, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QuartzAlarm.class);

  /// A trigger is late after this many milliseconds. Ours fire however late they are.
  private static final long MISFIRE_MILLIS = 5_000;

  /// How often, in milliseconds, a scheduler with nothing to do looks whether that is still so. A
  /// trigger that is set wakes it.
  private static final long IDLE_MILLIS = 30_000;

  /// How long, in milliseconds, it leaves a database alone that has refused.
  private static final long RETRY_MILLIS = 1_000;

  /// How long, in milliseconds, a stop waits for a database that refuses.
  private static final long PATIENCE_MILLIS = 2_000;

  private static final JobDetail RING =
      JobBuilder.newJob(RingJob.class)
          .withIdentity("ring")
          .storeDurably()
          .requestRecovery()
          .build();

  /// Lends connections to the database of the alarms.
  public interface Connections {
    /// One that goes back when it is closed.
    Connection lend() throws SQLException;
  }

  private final Connections database;
  private final String name;
  private final Ringer ringer;
  private @Nullable JobStoreTX store;
  private @Nullable Scheduler scheduler;

  private QuartzAlarm(Connections database, String name, Ringer ringer) {
    this.database = database;
    this.name = name;
    this.ringer = ringer;
  }

  /// An alarm clock on this database, which must outlive it. It does nothing before [#start].
  ///
  /// @param name tells it from the other clocks of this database and this process
  public static QuartzAlarm of(Connections database, String name, Ringer ringer) {
    return new QuartzAlarm(database, name, ringer);
  }

  /// Begins to ring. Where alarms of before make no sense, because the disk has changed them, they
  /// are forgotten: whoever set them sets them again.
  ///
  /// @throws StoreException where the database can't be used; it may be tried again
  public void start() throws StoreException {
    if (scheduler != null) {
      return;
    }
    try {
      QuartzTables.make(database);
      begin();
    } catch (SchedulerException | InvalidConfigurationException | SQLException failure) {
      startAnew(failure);
    }
  }

  private void startAnew(Exception why) throws StoreException {
    try {
      QuartzTables.makeAnew(database);
      begin();
      LOG.warn("alarms could not be read and are set anew: {}", cause(why).getMessage());
    } catch (SchedulerException | InvalidConfigurationException | SQLException failure) {
      throw failed("be started", failure);
    }
  }

  private void begin() throws SchedulerException, InvalidConfigurationException {
    DBConnectionManager.getInstance().addConnectionProvider(name, new Borrowed(database));
    var tables = store(name);
    var factory = DirectSchedulerFactory.getInstance();
    factory.createScheduler(
        name,
        name,
        new OwnThread(),
        new DefaultThreadExecutor(),
        tables,
        Map.of(),
        null,
        -1,
        IDLE_MILLIS,
        RETRY_MILLIS,
        false,
        null,
        OwnThread.MOST_AT_ONCE,
        0);
    var made = factory.getScheduler(name);
    made.setJobFactory((_, _) -> new RingJob(ringer));
    try {
      made.start();
    } catch (SchedulerException failure) {
      made.shutdown();
      throw failure;
    }
    store = tables;
    scheduler = made;
  }

  private static JobStoreTX store(String name) throws InvalidConfigurationException {
    var store = new JobStoreTX();
    store.setDataSource(name);
    store.setDriverDelegateClass(PostgreSQLDelegate.class.getName());
    store.setUseProperties("true");
    store.setMisfireThreshold(MISFIRE_MILLIS);
    store.setDbRetryInterval(RETRY_MILLIS);
    store.setAcquireTriggersWithinLock(true); // as Quartz asks for where several are fetched
    return store;
  }

  @Override
  public void set(Map<Id, Instant> times) throws StoreException {
    if (times.isEmpty()) {
      return;
    }
    var triggers = new HashSet<Trigger>();
    times.forEach((id, time) -> triggers.add(trigger(id, time)));
    try {
      started().scheduleJobs(Map.of(RING, triggers), true);
    } catch (SchedulerException failure) {
      throw failed("be set", failure);
    }
  }

  private static Trigger trigger(Id id, Instant time) {
    return TriggerBuilder.newTrigger()
        .forJob(RING)
        .withIdentity(key(id))
        .startAt(Date.from(time))
        // "Ignore" means: fire now, as any other. "Fire now" would be left to the misfire thread,
        // which takes twenty at a time and sleeps too long after the clock was stepped back.
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionIgnoreMisfires())
        .build();
  }

  @Override
  public void clear(Collection<Id> ids) throws StoreException {
    if (ids.isEmpty()) {
      return;
    }
    try {
      started().unscheduleJobs(ids.stream().map(QuartzAlarm::key).toList());
    } catch (SchedulerException failure) {
      throw failed("be taken back", failure);
    }
  }

  private static TriggerKey key(Id id) {
    return TriggerKey.triggerKey(id.toString());
  }

  private Scheduler started() throws StoreException {
    if (scheduler == null) {
      throw new StoreException("alarms are not started");
    }
    return scheduler;
  }

  private static StoreException failed(String what, Exception failure) {
    return new StoreException(
        "alarms can't " + what + ": " + cause(failure).getMessage(), failure, true);
  }

  private static Throwable cause(Exception failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /// Rings no more, and returns when the last ring has been heard. Alarms stay set. Can be
  /// repeated.
  @Override
  public void close() throws StoreException {
    var tables = store;
    if (scheduler == null || tables == null) {
      return;
    }
    // On a full disk, a ring that has been heard is tried to be written down for ever.
    var patience = Thread.ofVirtual().start(() -> giveUp(tables));
    try {
      scheduler.shutdown(true);
    } catch (SchedulerException failure) {
      throw failed("be stopped", failure);
    } finally {
      patience.interrupt();
    }
  }

  private static void giveUp(JobStoreTX store) {
    try {
      Thread.sleep(PATIENCE_MILLIS);
      store.shutdown();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // it has stopped by itself
    }
  }
}
