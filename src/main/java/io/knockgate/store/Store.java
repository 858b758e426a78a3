package io.knockgate.store;

import com.zaxxer.hikari.HikariDataSource;
import io.knockgate.job.Job;
import io.knockgate.journal.Event;
import io.knockgate.lease.Batch;
import io.knockgate.lease.LeaseStore;
import io.knockgate.lease.Remembered;
import io.knockgate.lease.StoreException;
import io.knockgate.time.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/// The embedded store: a SQLite database in the state directory, which one process has at a time.
public final class Store implements LeaseStore, AutoCloseable {
  private static final String FILE = "knockgate.db";

  private final StateDirectory directory;
  private final Path file;
  private final HikariDataSource database;
  private final boolean isNew;
  private final LeaseTable leases;
  private final JobTable jobs;
  private final EventTable events = new EventTable();

  private Store(
      StateDirectory directory, Path file, boolean isNew, HikariDataSource database, String boot) {
    this.directory = directory;
    this.file = file;
    this.isNew = isNew;
    this.database = database;
    this.leases = new LeaseTable(boot);
    this.jobs = new JobTable(boot);
  }

  /// Takes the state directory and opens what lies in it, made or brought up to date where needed.
  ///
  /// @param state the directory
  /// @param boot the id of this boot of the machine, to tell its monotonic times from another's
  /// @throws StoreException when another process has it, or it can't be written or read
  public static Store open(Path state, String boot) throws StoreException {
    var directory = StateDirectory.take(state);
    try {
      var file = state.resolve(FILE);
      boolean isNew = Files.notExists(file);
      var database = Sqlite.open(file);
      var store = new Store(directory, file, isNew, database, boot);
      try {
        store.update();
        return store;
      } catch (StoreException failure) {
        database.close();
        throw failure;
      }
    } catch (StoreException failure) {
      directory.close();
      throw failure;
    }
  }

  private void update() throws StoreException {
    var fault = transact("be brought up to date", Schema::update);
    if (!fault.isEmpty()) {
      throw new StoreException(file + " can't " + fault);
    }
  }

  /// Whether there was none before.
  public boolean isNew() {
    return isNew;
  }

  @Override
  public Remembered load() throws StoreException {
    return transact("be read", leases::load);
  }

  @Override
  public List<Job> jobs(Moment now) throws StoreException {
    return transact("be read", connection -> jobs.load(connection, now));
  }

  @Override
  public void save(Batch batch) throws StoreException {
    transact(
        "be written",
        connection -> {
          leases.delete(connection, batch.gone());
          leases.save(connection, batch.open());
          jobs.delete(connection, batch.goneJobs());
          jobs.save(connection, batch.jobs());
          events.add(connection, batch.told());
          return batch;
        });
  }

  /// What was told, newest first, as much as fits into memory well; from any thread.
  ///
  /// @param of the action, job or lease whose events they are; the empty text for all
  /// @param before [Page#last] of the page before; [Page#NEWEST] for the first
  /// @param limit how many at most; positive
  public Page history(String of, long before, int limit) throws StoreException {
    return transact("be read", connection -> EventTable.newest(connection, of, before, limit));
  }

  /// How the last job of each action ended, newest first; from any thread.
  public List<Event.Job> lastEnds() throws StoreException {
    return transact("be read", EventTable::lastEnds);
  }

  /// The same database, for who keeps tables of their own in it.
  public DataSource database() {
    return database;
  }

  private interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  private <T> T transact(String what, Work<T> work) throws StoreException {
    try (var connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        var result = work.in(connection);
        connection.commit();
        return result;
      } catch (SQLException failure) {
        connection.rollback();
        throw failure;
      }
    } catch (SQLException failure) {
      throw Sqlite.failed(what, file, failure);
    }
  }

  /// Lets the directory go. What was saved is on the disk without it.
  @Override
  public void close() throws StoreException {
    database.close();
    directory.close();
  }
}
