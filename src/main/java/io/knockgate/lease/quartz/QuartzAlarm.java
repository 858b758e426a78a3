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
import javax.sql.DataSource;
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
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/// Alarms as Quartz triggers in the store's database: they outlive the process, and one that was
/// due meanwhile rings at the next [#start].
///
/// The scheduler is for this alone and never runs anybody's code, so nothing that hangs can delay a
/// close. It has one job of its own, to ring, and a trigger for each lease, or each job.
public final class QuartzAlarm implements Alarm, AutoCloseable {

  /// A trigger is late after this many milliseconds. Ours fire however late they are.
  private static final long MISFIRE_MILLIS = 5_000;

  /// How often, in milliseconds, a scheduler with nothing to do looks whether that is still so. A
  /// trigger that is set wakes it.
  private static final long IDLE_MILLIS = 30_000;

  private static final long RETRY_MILLIS = 5_000;

  private static final JobDetail RING =
      JobBuilder.newJob(RingJob.class)
          .withIdentity("ring")
          .storeDurably()
          .requestRecovery()
          .build();

  private final Scheduler scheduler;

  private QuartzAlarm(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /// An alarm clock on this database, which must outlive it. It rings only after [#start].
  ///
  /// @param name tells it from the other clocks of this database and this process
  public static QuartzAlarm open(DataSource database, String name, Ringer ringer)
      throws StoreException {
    try {
      QuartzTables.make(database);
      DBConnectionManager.getInstance().addConnectionProvider(name, new Borrowed(database));
      var factory = DirectSchedulerFactory.getInstance();
      factory.createScheduler(
          name,
          name,
          new OwnThread(),
          new DefaultThreadExecutor(),
          store(name),
          Map.of(),
          null,
          -1,
          IDLE_MILLIS,
          RETRY_MILLIS,
          false,
          null,
          OwnThread.MOST_AT_ONCE,
          0);
      var scheduler = factory.getScheduler(name);
      scheduler.setJobFactory((_, _) -> new RingJob(ringer));
      return new QuartzAlarm(scheduler);
    } catch (SchedulerException | InvalidConfigurationException | SQLException failure) {
      throw failed("be opened", failure);
    }
  }

  private static JobStoreTX store(String name) throws InvalidConfigurationException {
    var store = new JobStoreTX();
    store.setDataSource(name);
    store.setDriverDelegateClass(PostgreSQLDelegate.class.getName());
    store.setUseProperties("true");
    store.setMisfireThreshold(MISFIRE_MILLIS);
    store.setAcquireTriggersWithinLock(true); // as Quartz asks for where several are fetched
    return store;
  }

  /// Begins to ring.
  public void start() throws StoreException {
    try {
      scheduler.start();
    } catch (SchedulerException failure) {
      throw failed("be started", failure);
    }
  }

  @Override
  public void set(Map<Id, Instant> times) throws StoreException {
    if (times.isEmpty()) {
      return;
    }
    var triggers = new HashSet<Trigger>();
    times.forEach((id, time) -> triggers.add(trigger(id, time)));
    try {
      scheduler.scheduleJobs(Map.of(RING, triggers), true);
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
      scheduler.unscheduleJobs(ids.stream().map(QuartzAlarm::key).toList());
    } catch (SchedulerException failure) {
      throw failed("be taken back", failure);
    }
  }

  private static TriggerKey key(Id id) {
    return TriggerKey.triggerKey(id.toString());
  }

  private static StoreException failed(String what, Exception failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new StoreException("alarms can't " + what + ": " + root.getMessage(), failure);
  }

  /// Rings no more, and returns when the last ring has been heard. Alarms stay set. Can be
  /// repeated.
  @Override
  public void close() throws StoreException {
    try {
      scheduler.shutdown(true);
    } catch (SchedulerException failure) {
      throw failed("be stopped", failure);
    }
  }

  /// Lends Quartz connections of a database that is not its own to close.
  private record Borrowed(DataSource database) implements ConnectionProvider {
    @Override
    public Connection getConnection() throws SQLException {
      return database.getConnection();
    }

    @Override
    public void initialize() {}

    @Override
    public void shutdown() {}
  }
}
