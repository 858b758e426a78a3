package io.knockgate.store;

import static io.knockgate.store.HistoryTest.refused;
import static io.knockgate.store.HistoryTest.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.job.Due;
import io.knockgate.job.Job;
import io.knockgate.journal.Event;
import io.knockgate.lease.Batch;
import io.knockgate.lease.LeaseStore;
import io.knockgate.lease.LeaseStoreContractTest;
import io.knockgate.lease.StoreException;
import io.knockgate.net.Address;
import io.knockgate.time.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // opened before each test
class StoreTest extends LeaseStoreContractTest {
  private static final Address SOURCE = Address.v4(0xcb007109);
  private static final Duration AT_NIGHT_LEFT = Duration.ofHours(1);

  @TempDir Path parent;
  private Store open;

  private Path state() {
    return parent.resolve("state");
  }

  @Override
  protected LeaseStore begin() throws StoreException {
    open = Store.open(state(), parent.resolve("told"), "this-boot");
    return open;
  }

  /// Closing writes nothing that save has not written: what the dead leave behind is read from a
  /// copy of the files as they lie there while the store is open.
  @Override
  protected LeaseStore reborn(LeaseStore store) throws Exception {
    var copy = Files.createTempDirectory(parent, "copy");
    for (var name : List.of("knockgate.db", "knockgate.db-wal")) {
      Files.copy(state().resolve(name), copy.resolve(name));
    }
    open.close();
    open = Store.open(copy, copy.resolveSibling("told"), "this-boot");
    return open;
  }

  @Override
  protected void end() throws StoreException {
    open.close();
  }

  private void save(Event... told) throws StoreException {
    open.save(new Batch(List.of(), List.of(), List.of(told)));
  }

  private List<Event> history(int limit) throws StoreException {
    return open.history("", Page.NEWEST, limit).events();
  }

  private void execute(String sql) throws SQLException {
    try (var connection = open.connection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void leasesOfAnotherBootAreBygone() throws Exception {
    open.save(open(PINHOLE, FORWARD));
    open.close();

    open = Store.open(state(), parent.resolve("told"), "next-boot");

    assertThat(open.load().current()).isEmpty();
    assertThat(open.load().bygone()).containsExactly(PINHOLE.lease(), FORWARD.lease());
  }

  private void saveJobs(Job... jobs) throws StoreException {
    open.save(new Batch(List.of(), List.of(), List.of(), List.of(jobs), List.of()));
  }

  private void reboot() throws StoreException {
    open.close();
    open = Store.open(state(), parent.resolve("told"), "next-boot");
  }

  @Test
  void jobsOfAnotherBootAreDueByTheWallClock() throws Exception {
    saveJobs(DELAYED, AT_NIGHT);
    reboot();
    var now = new Moment(NOON.plus(Duration.ofMinutes(30)), 5);

    var jobs = open.jobs(now);

    assertThat(jobs)
        .extracting(Job::due)
        .containsExactly(
            new Due(now.plus(Duration.ofMinutes(90)), false),
            new Due(now.plus(Duration.ofMinutes(510)), true));
    assertThat(jobs.getFirst().promised()).isEqualTo(now.plus(Duration.ofMinutes(-30)));
    assertThat(jobs).extracting(Job::claim).containsExactly(DELAYED.claim(), AT_NIGHT.claim());
  }

  @Test
  void afterARebootWithoutAClockADelayBeginsAnewAndHoursAreWaitedFor() throws Exception {
    saveJobs(DELAYED, AT_NIGHT);
    reboot();
    var now = new Moment(Instant.EPOCH, 5);

    var due = open.jobs(now).stream().map(Job::due).toList();

    assertThat(due.getFirst()).isEqualTo(new Due(now.plus(Duration.ofHours(2)), false));
    assertThat(due.getLast().at().wall()).isEqualTo(AT_NIGHT.due().at().wall());
    var set = new Moment(NOON.plus(Duration.ofHours(8)), now.nanos() + 1_000);
    assertThat(set.until(due.getLast().settled(set).at())).isEqualTo(AT_NIGHT_LEFT);
  }

  @Test
  void jobsSurviveAClockThatIsFarAheadAndAreLateByIt() throws Exception {
    saveJobs(DELAYED, AT_NIGHT);
    reboot();
    var now = new Moment(Instant.parse("2200-01-01T00:00:00Z"), 5);
    assertThat(open.jobs(now))
        .hasSize(2)
        .allSatisfy(job -> assertThat(now.until(job.due().at())).isNegative());
  }

  @Test
  void aJobThatMakesNoSenseIsLeftOut() throws Exception {
    saveJobs(DELAYED, AT_NIGHT);
    for (var nonsense :
        List.of("part = 'ELSE'", "source = 'nowhere'", "port = 'tcp/0'", "lease = 'no id'")) {
      execute("UPDATE job SET " + nonsense + " WHERE id = '" + DELAYED.id() + "'");
      assertThat(open.jobs(NOW)).as(nonsense).containsExactly(AT_NIGHT);
      saveJobs();
      execute("DELETE FROM job WHERE id = '" + DELAYED.id() + "'");
      saveJobs(DELAYED);
    }
    assertThat(open.jobs(NOW)).containsExactly(DELAYED, AT_NIGHT);
  }

  @Test
  void aDatabaseOfTheFirstSchemaIsBroughtUpToDateAndKeepsItsRows() throws Exception {
    save(refused("kept"), told("backup", Event.Stage.STARTED, "started"));
    save(told("backup", Event.Stage.DONE, "done"), told("dump", Event.Stage.FAILED, "exit code 3"));
    execute("DROP INDEX event_last");
    execute("ALTER TABLE event DROP COLUMN key");
    execute("ALTER TABLE event DROP COLUMN sender");
    execute("ALTER TABLE event DROP COLUMN job");
    execute("ALTER TABLE event DROP COLUMN part");
    execute("ALTER TABLE event DROP COLUMN stage");
    execute("ALTER TABLE lease DROP COLUMN once");
    execute("ALTER TABLE lease DROP COLUMN seal");
    execute("DROP TABLE job");
    execute("DELETE FROM schema_version WHERE version > 1");
    open.close();

    open = Store.open(state(), parent.resolve("told"), "this-boot");

    var history = history(10);
    assertThat(history.getLast())
        .isEqualTo(
            new Event.Refused(NOON, "anonymous", null, SOURCE, null, "nas", "ssh-to-nas", "kept"));
    assertThat(history.subList(0, 3))
        .extracting(event -> ((Event.Job) event).stage())
        .as("versions before this schema told only of beginnings and ends")
        .containsExactly(Event.Stage.FAILED, Event.Stage.DONE, Event.Stage.STARTED);
    assertThat(open.lastEnds()).hasSize(2);
    save(refused("new"));
    assertThat(history(1)).containsExactly(refused("new"));
  }

  @Test
  void aSecondDaemonOnTheSameStateIsRefused() {
    assertThatThrownBy(() -> Store.open(state(), parent.resolve("told"), "this-boot"))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "another knockgate (pid %d) uses the state directory %s: stop it first, or give this"
                + " one a `state:` of its own",
            ProcessHandle.current().pid(), state());
  }

  @Test
  void theStateIsItsOwnersAlone() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state())))
        .isEqualTo("rwx------");
    for (var name : List.of("knockgate.db", "knockgate.db-wal", "lock")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(state().resolve(name))))
          .as(name)
          .endsWith("------");
    }
  }

  @Test
  void aStateDirectoryThatIsAFileIsToldWithItsFix() throws Exception {
    var file = Files.createFile(parent.resolve("file"));
    assertThatThrownBy(() -> Store.open(file.resolve("state"), parent.resolve("told"), "this-boot"))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("the state directory " + file + "/state can't be used: ")
        .hasMessageContaining("install -d -m 0700");
  }

  @Test
  void aDamagedDatabaseIsSetAsideAndANewOneBegun() throws Exception {
    open.save(open(PINHOLE));
    end();
    for (int i = 1; i <= 5; i++) {
      Files.writeString(state().resolve("knockgate.db"), "this is no database, ".repeat(500));
      open = Store.open(state(), parent.resolve("told"), "this-boot");
      assertThat(open.load().current()).isEmpty();
      assertThat(open.damage())
          .startsWith("the database " + state() + "/knockgate.db is damaged (")
          .contains("was moved to " + state() + "/knockgate.db.damaged-" + i + ";");
      open.save(open(FORWARD));
      end();
    }
    try (var files = Files.list(state())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("what is kept is bounded")
          .containsExactlyInAnyOrder(
              "lock",
              "knockgate.db",
              "knockgate.db.damaged-3",
              "knockgate.db.damaged-4",
              "knockgate.db.damaged-5");
    }
    assertThat(state().resolve("knockgate.db.damaged-5")).content().startsWith("this is no");
    open = Store.open(state(), parent.resolve("told"), "this-boot");
    assertThat(open.load().current()).containsExactly(FORWARD);
    assertThat(open.damage()).isEmpty();
  }

  @Test
  void aLeaseOrJobThatTheDiskHasChangedIsForgottenAndToldWithItsFile() throws Exception {
    int copies = 0;
    for (var change :
        List.of(
            "UPDATE lease SET source = '203.0.113.8' WHERE id = '" + PINHOLE.lease().id() + "'",
            "UPDATE lease SET until_nanos = until_nanos + 1 WHERE id = '%s'"
                .formatted(PINHOLE.lease().id()),
            "UPDATE door SET port = 'tcp/23' WHERE lease = '" + PINHOLE.lease().id() + "'",
            "DELETE FROM door WHERE lease = '" + PINHOLE.lease().id() + "'")) {
      open.save(open(PINHOLE, FORWARD));
      execute(change);
      assertThat(open.load().current()).as(change).containsExactly(FORWARD);
      assertThat(open.damage())
          .contains("leases or jobs in " + state() + "/knockgate.db were damaged")
          .contains("lease " + PINHOLE.lease().id() + ": its checksum is wrong")
          .contains("they are kept in " + state() + "/knockgate.db.damaged-" + ++copies);
    }
    saveJobs(DELAYED, AT_NIGHT);
    execute("UPDATE job SET tries = tries + 1 WHERE id = '" + DELAYED.id() + "'");
    assertThat(open.jobs(NOW)).containsExactly(AT_NIGHT);
    assertThat(open.damage())
        .contains("job " + DELAYED.id())
        .as("what was lost before stays told")
        .contains("lease " + PINHOLE.lease().id());
  }

  @Test
  void whatWasForgottenIsToldOnceAndKeptInACopy() throws Exception {
    open.save(open(PINHOLE, FORWARD));
    execute("UPDATE lease SET source = '203.0.113.8' WHERE id = '" + PINHOLE.lease().id() + "'");
    open.load();
    end();

    open = Store.open(state(), parent.resolve("told"), "this-boot");
    assertThat(open.load().current()).containsExactly(FORWARD);
    assertThat(open.damage()).isEmpty();
    end();

    var kept = state().resolve("knockgate.db.damaged-1");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
        .isEqualTo("rw-------");
    var copy = Files.createDirectories(parent.resolve("copy"));
    Files.copy(state().resolve("knockgate.db.damaged-1"), copy.resolve("knockgate.db"));
    open = Store.open(copy, parent.resolve("other"), "this-boot");
    assertThat(open.load().current()).containsExactly(FORWARD);
    assertThat(open.damage()).contains("lease " + PINHOLE.lease().id());
  }

  @Test
  void whereNoCopyCanBeMadeTheRowAndOlderCopiesStay() throws Exception {
    var file = state().resolve("knockgate.db");
    for (int i = 1; i <= 3; i++) {
      Files.writeString(state().resolve("knockgate.db.damaged-" + i), "older");
    }
    open.save(open(PINHOLE));
    var losses = new Losses(file);
    var row = new Unreadable("lease", PINHOLE.lease().id().toString(), "it is odd");
    try (var connection = open.connection()) {
      connection.setAutoCommit(false); // in a transaction SQLite makes no copy
      losses.forget(connection, List.of(row));
      connection.rollback();
    }
    assertThat(losses.told())
        .contains("lease " + row.id() + ": it is odd")
        .contains("they stay where they are until a copy can be made: ");
    assertThat(open.load().current()).containsExactly(PINHOLE);
    assertThat(state().resolve("knockgate.db.damaged-1")).hasContent("older");
    assertThat(state().resolve("knockgate.db.damaged-4")).doesNotExist();
  }

  @Test
  void anOldCopyOfTheDatabaseBeginsNothingAndOpensNothing() throws Exception {
    open.save(
        new Batch(List.of(), List.of(PINHOLE), List.of(), List.of(DELAYED), refusedFor("one")));
    end();
    var old = Files.readAllBytes(state().resolve("knockgate.db"));
    for (int i = 0; i < 2; i++) {
      open = Store.open(state(), parent.resolve("told"), "this-boot");
      open.save(new Batch(List.of(), List.of(FORWARD), refusedFor("two")));
      end();
      Files.write(state().resolve("knockgate.db"), old);

      open = Store.open(state(), parent.resolve("told"), "this-boot");

      assertThat(open.load().current()).isEmpty();
      assertThat(open.jobs(NOW)).isEmpty();
      assertThat(history(9))
          .as("what was told is told")
          .containsExactlyElementsOf(refusedFor("one"));
      assertThat(open.damage())
          .startsWith("the database " + state() + "/knockgate.db was put back from an old copy")
          .contains("the 2 leases and jobs in it are forgotten")
          .endsWith("as it was it is in " + state() + "/knockgate.db.damaged-" + (2 * i + 1));
      end();
      Files.write(state().resolve("knockgate.db"), old);
      open = Store.open(state(), parent.resolve("told"), "this-boot");
      assertThat(open.load().current()).as("the same copy again").isEmpty();
      assertThat(open.damage()).contains("was put back from an old copy");
      open.save(open(FORWARD));
      end();
      open = Store.open(state(), parent.resolve("told"), "this-boot");
      assertThat(open.load().current()).as("what came after is believed").containsExactly(FORWARD);
      assertThat(open.damage()).isEmpty();
      end();
    }
    begin();
  }

  @Test
  void afterARestartOfTheMachineNoCopyIsKnownAsOne() throws Exception {
    open.save(new Batch(List.of(), List.of(PINHOLE), refusedFor("one")));
    end();
    var old = Files.readAllBytes(state().resolve("knockgate.db"));
    open = Store.open(state(), parent.resolve("told"), "this-boot");
    open.save(new Batch(List.of(), List.of(), refusedFor("two")));
    end();
    Files.write(state().resolve("knockgate.db"), old);

    open = Store.open(state(), parent.resolve("told"), "next-boot");

    assertThat(open.load().bygone()).containsExactly(PINHOLE.lease());
    assertThat(open.damage()).isEmpty();
  }

  @Test
  void aHistoryThatWasDeletedByHandIsNoOldCopy() throws Exception {
    open.save(new Batch(List.of(), List.of(PINHOLE), refusedFor("one")));
    execute("DELETE FROM event");
    end();

    open = Store.open(state(), parent.resolve("told"), "this-boot");

    assertThat(open.load().current()).containsExactly(PINHOLE);
  }

  private static List<Event> refusedFor(String reason) {
    return List.of(refused(reason));
  }

  @Test
  void aDatabaseOfANewerVersionIsLeftAlone() throws Exception {
    execute("INSERT INTO schema_version VALUES (6), (7)");
    open.close();
    assertThatThrownBy(() -> Store.open(state(), parent.resolve("told"), "this-boot"))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith(
            state()
                + "/knockgate.db can't be used: a newer knockgate made it (its schema is 7, this"
                + " one knows 5); run that one");
  }

  @Test
  void aVersionThatTheDiskHasChangedIsNoNewerOne() throws Exception {
    execute("UPDATE schema_version SET version = 7 WHERE version = 5");
    open.close();
    open = Store.open(state(), parent.resolve("told"), "this-boot");
    assertThat(open.damage()).contains("the version of its schema is unreadable");
  }

  @Test
  void aFullDiskIsToldAndTheBatchIsWhollyUnwritten() throws Exception {
    open.save(open(PINHOLE));
    saveJobs(DELAYED);
    execute("PRAGMA max_page_count = 1"); // the size it has now: it can't grow
    var much = "x".repeat(1_000_000);

    assertThatThrownBy(
            () ->
                open.save(
                    new Batch(
                        List.of(PINHOLE.lease().id()),
                        List.of(FORWARD),
                        List.of(DELAYED.id()),
                        List.of(AT_NIGHT),
                        List.of(refused(much)))))
        .isInstanceOf(StoreException.class)
        .hasMessage(state() + "/knockgate.db can't be written: the disk is full; make room");

    assertThat(open.load().current()).containsExactly(PINHOLE);
    assertThat(open.jobs(NOW)).containsExactly(DELAYED);
    execute("PRAGMA max_page_count = 1000000");
    open.save(open(FORWARD));
    assertThat(open.load().current()).containsExactly(PINHOLE, FORWARD);
  }

  @Test
  void aConnectionThatMetAFullDiskGoesOnInTransactions() throws Exception {
    try (var connection = open.connection();
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA max_page_count = 1");
      connection.setAutoCommit(false);
      assertThatThrownBy(
              () ->
                  statement.execute(
                      "INSERT INTO event (at, word, client, source, action, reason) VALUES"
                          + " (0, 'refused', 'c', '::1', 'a', hex(zeroblob(500000)))"))
          .isInstanceOf(SQLException.class);
      connection.rollback();
      statement.execute("DELETE FROM schema_version");
      connection.rollback();
      connection.setAutoCommit(true);
    }
    end();
    open = Store.open(state(), parent.resolve("told"), "this-boot");
    assertThat(open.load().current()).as("its schema is known").isEmpty();
  }

  @Test
  void aRowThatMakesNoSenseIsLeftOut() throws Exception {
    open.save(open(PINHOLE, FORWARD, TWO_DOORS));
    execute("UPDATE lease SET source = 'nowhere' WHERE id = '" + PINHOLE.lease().id() + "'");
    execute("UPDATE door SET port = 'tcp/0' WHERE lease = '" + FORWARD.lease().id() + "'");
    assertThat(open.load().current()).containsExactly(TWO_DOORS);
  }
}
