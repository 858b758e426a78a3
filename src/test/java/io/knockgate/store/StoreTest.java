package io.knockgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.journal.Event;
import io.knockgate.lease.Batch;
import io.knockgate.lease.LeaseStore;
import io.knockgate.lease.LeaseStoreContractTest;
import io.knockgate.lease.StoreException;
import io.knockgate.net.Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // opened before each test
class StoreTest extends LeaseStoreContractTest {
  private static final Address SOURCE = Address.v4(0xcb007109);

  @TempDir Path parent;
  private Store open;

  private Path state() {
    return parent.resolve("state");
  }

  @Override
  protected LeaseStore begin() throws StoreException {
    open = Store.open(state(), "this-boot");
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
    open = Store.open(copy, "this-boot");
    return open;
  }

  @Override
  protected void end() throws StoreException {
    open.close();
  }

  private void save(Event... told) throws StoreException {
    open.save(new Batch(List.of(), List.of(), List.of(told)));
  }

  private void execute(String sql) throws SQLException {
    try (var connection = open.database().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Event refused(String reason) {
    return new Event.Refused(NOON, "anonymous", SOURCE, "nas", "ssh-to-nas", reason);
  }

  @Test
  void leasesOfAnotherBootAreBygone() throws Exception {
    open.save(open(PINHOLE, FORWARD));
    open.close();

    open = Store.open(state(), "next-boot");

    assertThat(open.load().current()).isEmpty();
    assertThat(open.load().bygone()).containsExactly(PINHOLE.lease(), FORWARD.lease());
  }

  @Test
  void historyComesBackNewestFirst() throws Exception {
    var granted =
        new Event.Granted(
            NOON, "alice", SOURCE, "nas", "ssh-to-nas", "k3v9x0ab", Duration.ofMinutes(15), "");
    var closed =
        new Event.Closed(NOON, "alice", SOURCE, null, "ssh-to-nas", "k3v9x0ab", "its time is over");
    var job = new Event.Job(NOON, "alice", SOURCE, "backup", "backup", "", 3, "no\nspace");
    var begun = new Event.Job(NOON, "alice", SOURCE, "backup", "backup", "", null, "");

    save(granted, refused("there is no action"), closed);
    save(job, begun);

    assertThat(open.history(10))
        .containsExactly(begun, job, closed, refused("there is no action"), granted);
    assertThat(open.history(2)).containsExactly(begun, job);
  }

  @Test
  void historyIsBounded() throws Exception {
    execute(
        "INSERT INTO event (at, word, client, source, action, reason) WITH RECURSIVE i (n) AS"
            + " (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 123456)"
            + " SELECT 0, 'refused', 'c', '203.0.113.9', 'a', 'number ' || n FROM i");

    save(refused("one too many"));

    var kept = open.history(Integer.MAX_VALUE);
    assertThat(kept).hasSize(EventTable.MOST);
    assertThat(kept.getFirst().reason()).isEqualTo("one too many");
    assertThat(kept.getLast().reason()).isEqualTo("number 23458");
  }

  @Test
  void aSecondDaemonOnTheSameStateIsRefused() {
    assertThatThrownBy(() -> Store.open(state(), "this-boot"))
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
    assertThatThrownBy(() -> Store.open(file.resolve("state"), "this-boot"))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("the state directory " + file + "/state can't be used: ")
        .hasMessageContaining("install -d -m 0700");
  }

  @Test
  void aDamagedDatabaseIsToldWithItsName() throws Exception {
    var damaged = Files.createDirectory(parent.resolve("damaged"));
    Files.writeString(damaged.resolve("knockgate.db"), "this is no database, ".repeat(500));
    assertThatThrownBy(() -> Store.open(damaged, "this-boot"))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            damaged
                + "/knockgate.db can't be opened: it is damaged, or no database; move it away to"
                + " begin with a new one (history is lost, open doors are shut)");
    Files.delete(damaged.resolve("knockgate.db"));
    Store.open(damaged, "this-boot").close();
  }

  @Test
  void aDatabaseOfANewerVersionIsLeftAlone() throws Exception {
    execute("INSERT INTO schema_version VALUES (7)");
    open.close();
    assertThatThrownBy(() -> Store.open(state(), "this-boot"))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            state()
                + "/knockgate.db can't be used: a newer knockgate made it (its schema is 7, this"
                + " one knows 1)");
  }

  @Test
  void aFullDiskIsToldAndTheBatchIsWhollyUnwritten() throws Exception {
    open.save(open(PINHOLE));
    execute("PRAGMA max_page_count = 1"); // the size it has now: it can't grow
    var much = "x".repeat(1_000_000);

    assertThatThrownBy(
            () ->
                open.save(
                    new Batch(
                        List.of(PINHOLE.lease().id()), List.of(FORWARD), List.of(refused(much)))))
        .isInstanceOf(StoreException.class)
        .hasMessage(state() + "/knockgate.db can't be written: the disk is full; make room");

    assertThat(open.load().current()).containsExactly(PINHOLE);
    execute("PRAGMA max_page_count = 1000000");
    open.save(open(FORWARD));
    assertThat(open.load().current()).containsExactly(PINHOLE, FORWARD);
  }

  @Test
  void aConnectionThatMetAFullDiskGoesOnInTransactions() throws Exception {
    try (var connection = open.database().getConnection();
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
    open = Store.open(state(), "this-boot");
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
