package io.knockgate.lease.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.knockgate.id.Id;
import io.knockgate.lease.Alarm;
import io.knockgate.lease.AlarmContractTest;
import io.knockgate.lease.Ringer;
import io.knockgate.lease.StoreException;
import io.knockgate.store.Store;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // begun before each test
class QuartzAlarmTest extends AlarmContractTest {
  private static final Id LEASE = new Id(77);

  @TempDir Path state;
  private Store store;
  private QuartzAlarm alarm;
  private QuartzAlarm other;
  private final Queue<Id> otherRung = new ConcurrentLinkedQueue<>();

  @Override
  protected Alarm start(Ringer ringer) throws StoreException {
    store = Store.open(state, state.resolve("told"), "boot");
    alarm = QuartzAlarm.of(store::connection, "closes", ringer);
    other = QuartzAlarm.of(store::connection, "jobs", otherRung::add);
    alarm.start();
    other.start();
    return alarm;
  }

  @Override
  protected void stop() throws StoreException {
    alarm.close();
    other.close();
    store.close();
  }

  private void restart() throws StoreException {
    stop();
    start(rung::add);
  }

  @Test
  void anAlarmOutlivesTheProcess() throws Exception {
    alarm.set(Map.of(LEASE, Instant.now().plusMillis(500)));
    restart();
    await().atMost(Duration.ofSeconds(60)).until(() -> rung.contains(LEASE));
  }

  @Test
  void twoClocksOfOneDatabaseRingEachForItself() throws Exception {
    var ours = new Id(1);
    alarm.set(Map.of(LEASE, Instant.now().plusMillis(300), ours, Instant.now().plusSeconds(3)));
    other.set(Map.of(LEASE, Instant.now().plusMillis(300)));
    other.clear(List.of(ours));

    await().atMost(Duration.ofSeconds(60)).until(() -> rung.contains(ours));
    await().atMost(Duration.ofSeconds(60)).until(() -> otherRung.contains(LEASE));

    assertThat(rung).containsExactly(LEASE, ours);
    assertThat(otherRung).containsExactly(LEASE);
  }

  @Test
  void aClockThatHangsDelaysNoAlarmOfTheOther() throws Exception {
    var hanging = new CountDownLatch(1);
    var released = new CountDownLatch(1);
    other.close();
    other =
        QuartzAlarm.of(
            store::connection,
            "jobs",
            _ -> {
              hanging.countDown();
              awaitUninterruptibly(released);
            });
    other.start();
    other.set(Map.of(LEASE, Instant.now()));
    hanging.await();

    alarm.set(Map.of(LEASE, Instant.now()));

    await().atMost(Duration.ofSeconds(60)).until(() -> rung.contains(LEASE));
    released.countDown();
  }

  /// As on a full disk, where Quartz asks for a second connection to see what became of the first.
  @Test
  void aCommitThatFailsKeepsNobodyWaitingForTheOnlyConnection() throws Exception {
    var failures = new AtomicInteger();
    alarm.close();
    alarm = QuartzAlarm.of(() -> failingOnce(store.connection(), failures), "closes", rung::add);
    alarm.start();
    alarm.set(Map.of(LEASE, Instant.now().plusSeconds(2)));
    failures.set(1); // long before it is due
    await().atMost(Duration.ofSeconds(25)).until(() -> failures.get() == 0);
    await().atMost(Duration.ofSeconds(25)).until(() -> rung.contains(LEASE));
    assertThat(store.lastEnds()).isEmpty();
  }

  /// A connection whose commit fails as often as that says, where Quartz fires.
  private static Connection failingOnce(Connection connection, AtomicInteger failures) {
    return (Connection)
        Proxy.newProxyInstance(
            QuartzAlarmTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              if (method.getName().equals("commit")
                  && Thread.currentThread().getName().contains("QuartzSchedulerThread")
                  && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new SQLException("the disk is full");
              }
              return method.invoke(connection, arguments);
            });
  }

  @Test
  void anAlarmThatWasDueWhileNobodyRanRingsAtTheNextStart() throws Exception {
    alarm.set(Map.of(LEASE, Instant.now().plus(Duration.ofHours(5))));
    alarm.close();
    execute("UPDATE qrtz_triggers SET next_fire_time = next_fire_time - 36000000");
    alarm = QuartzAlarm.of(store::connection, "closes", rung::add);
    assertThat(rung).as("not started yet").isEmpty();
    alarm.start();
    await().atMost(Duration.ofSeconds(60)).until(() -> rung.contains(LEASE));
  }

  @Test
  void aProcessThatDiedWhileItRangIsRungAgain() throws Exception {
    var ringing = new CountDownLatch(1);
    var dying = new CountDownLatch(1);
    alarm.close();
    alarm =
        QuartzAlarm.of(
            store::connection,
            "closes",
            _ -> {
              ringing.countDown();
              awaitUninterruptibly(dying);
            });
    alarm.start();
    alarm.set(Map.of(LEASE, Instant.now()));
    ringing.await();
    // What a process finds that starts now, as if this one had died in the middle of the ring:
    var copy = state.resolve("copy");
    execute("VACUUM INTO '" + Files.createDirectory(copy) + "/knockgate.db'");
    dying.countDown();
    stop();

    store = Store.open(copy, copy.resolveSibling("told"), "boot");
    other = QuartzAlarm.of(store::connection, "jobs", otherRung::add);
    alarm = QuartzAlarm.of(store::connection, "closes", rung::add);
    alarm.start();

    await().atMost(Duration.ofSeconds(60)).until(() -> rung.contains(LEASE));
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void execute(String sql) throws SQLException {
    try (var connection = store.connection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void aFullDiskIsTold() throws Exception {
    execute("CREATE TABLE ballast (b BLOB)");
    execute("PRAGMA max_page_count = 1"); // the size it has now: it can't grow
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                alarm.set(Map.of(new Id(i), Instant.now().plusSeconds(3600)));
              }
            })
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("alarms can't be set: ")
        .hasMessageContaining("full");
    execute("PRAGMA max_page_count = 1000000");
    alarm.set(Map.of(LEASE, Instant.now()));
    await().atMost(Duration.ofSeconds(60)).until(() -> rung.contains(LEASE));
  }

  @Test
  void itCanBeClosedTwice() throws Exception {
    alarm.close();
    alarm.close();
  }
}
