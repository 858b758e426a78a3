package io.knockgate.store;

import com.zaxxer.hikari.HikariDataSource;
import io.knockgate.job.Job;
import io.knockgate.journal.Event;
import io.knockgate.lease.Batch;
import io.knockgate.lease.LeaseStore;
import io.knockgate.lease.Remembered;
import io.knockgate.lease.StoreException;
import io.knockgate.linux.HighWater;
import io.knockgate.time.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The embedded store: a SQLite database in the state directory, which one process has at a time.
///
/// A database that is damaged is set aside, and a new one begun. A disk that is full or read-only
/// keeps nobody from opening the store: until [#begin] succeeds, everything else is refused.
public final class Store implements LeaseStore, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Store.class);
  private static final String FILE = "knockgate.db";

  private final StateDirectory directory;
  private final Path file;
  private final boolean isNew;
  private final LeaseTable leases;
  private final JobTable jobs;
  private final EventTable events = new EventTable();
  private volatile @Nullable HikariDataSource database;
  private volatile String refusal = "";
  private final HighWater water;
  private final Losses losses;

  /// The number of an event that was told and is missing, because an old copy was put back whose
  /// leases and jobs are still there; 0 where none was.
  private long highest;

  private Store(Path state, Path highWater, String boot) {
    this.directory = new StateDirectory(state);
    this.file = state.resolve(FILE);
    this.water = new HighWater(highWater, boot);
    this.losses = new Losses(file);
    this.isNew = Files.notExists(file);
    this.leases = new LeaseTable(boot);
    this.jobs = new JobTable(boot);
  }

  /// Takes the state directory and opens what lies in it, made or brought up to date where needed.
  ///
  /// @param state the directory
  /// @param highWater a file outside of it, by which an old copy of the database is known; best
  ///     where a restart of the machine takes it away
  /// @param boot the id of this boot of the machine, to tell its monotonic times from another's
  /// @throws StoreException when another process has it, or it can't be written or read for another
  ///     reason than a disk that is full or read-only
  public static Store open(Path state, Path highWater, String boot) throws StoreException {
    var store = new Store(state, highWater, boot);
    try {
      store.begin();
    } catch (StoreException refusal) {
      if (!refusal.mayPass()) {
        store.close();
        throw refusal;
      }
    }
    return store;
  }

  /// Opens what could not be opened. Can be repeated.
  ///
  /// @throws StoreException when it still can't be
  public void begin() throws StoreException {
    if (database == null) {
      try {
        directory.lock();
        database = opened();
      } catch (StoreException failure) {
        refusal = String.valueOf(failure.getMessage());
        throw failure;
      }
    }
  }

  private HikariDataSource opened() throws StoreException {
    var database = new Database(file);
    if (Files.notExists(file)) {
      remember(0); // before the new one is there, which has told nothing
    }
    try {
      return known(database.open());
    } catch (Database.Damage found) {
      losses.tell(database.setAside(found));
    } catch (SQLException failure) {
      throw failed("be opened", failure);
    }
    remember(0);
    try {
      return known(database.open());
    } catch (Database.Damage damaged) {
      throw new StoreException(
          losses.told() + "; the new one is damaged too: " + damaged.getMessage());
    } catch (SQLException failure) {
      throw failed("be made anew", failure); // on a full disk, until there is room
    }
  }

  /// Sees whether it is an old copy: then events were told that it doesn't have.
  private HikariDataSource known(HikariDataSource opened) throws SQLException {
    try (var connection = opened.getConnection()) {
      long number = EventTable.number(connection);
      highest = water.read().orElse(0);
      if (number >= highest) {
        highest = 0;
        remember(number);
      }
      return opened;
    } catch (SQLException failure) {
      opened.close();
      throw failure;
    }
  }

  private void remember(long number) {
    try {
      water.write(number);
    } catch (IOException refused) {
      LOG.debug("an old copy of {} would not be known: {}", file, refused.getMessage());
    }
  }

  /// Whether there was none before.
  public boolean isNew() {
    return isNew;
  }

  /// What was lost because the disk has changed it, in the operator's words; the empty text where
  /// nothing was.
  public String damage() {
    return losses.told();
  }

  @Override
  public Remembered load() throws StoreException {
    return readingRows(leases::load);
  }

  @Override
  public List<Job> jobs(Moment now) throws StoreException {
    return readingRows((connection, unreadable) -> jobs.load(connection, now, unreadable));
  }

  private interface Reading<T> {
    T in(Connection connection, Consumer<Unreadable> unreadable) throws SQLException;
  }

  private <T> T readingRows(Reading<T> reading) throws StoreException {
    try (var connection = connection()) {
      if (highest > 0) {
        losses.forgetAll(connection, highest);
        highest = 0;
      }
      var unreadable = new ArrayList<Unreadable>();
      var rows = Database.transact(connection, open -> reading.in(open, unreadable::add));
      if (!unreadable.isEmpty()) {
        connection.setAutoCommit(true);
        losses.forget(connection, unreadable);
      }
      return rows;
    } catch (SQLException failure) {
      throw failed("be read", failure);
    }
  }

  @Override
  public void save(Batch batch) throws StoreException {
    long number =
        transact(
            "be written",
            connection -> {
              leases.delete(connection, batch.gone());
              leases.save(connection, batch.open());
              jobs.delete(connection, batch.goneJobs());
              jobs.save(connection, batch.jobs());
              events.add(connection, batch.told());
              return EventTable.number(connection);
            });
    remember(number);
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

  /// It could not be opened so far.
  private static final class NotOpen extends SQLException {
    private static final long serialVersionUID = 1L;

    NotOpen(String why) {
      super(why);
    }
  }

  /// A connection to the same database, for who keeps tables of their own in it; to be closed.
  public Connection connection() throws SQLException {
    var open = database;
    if (open == null) {
      throw new NotOpen(refusal);
    }
    return open.getConnection();
  }

  private <T> T transact(String what, Database.Work<T> work) throws StoreException {
    try (var connection = connection()) {
      return Database.transact(connection, work);
    } catch (SQLException failure) {
      throw failed(what, failure);
    }
  }

  private StoreException failed(String what, SQLException failure) {
    if (failure instanceof NotOpen) {
      return new StoreException(refusal, failure, true);
    }
    var disk = Sqlite.isDamage(failure) ? "" : directory.disk();
    return new StoreException(
        "%s can't %s: %s".formatted(file, what, disk.isEmpty() ? Sqlite.words(failure) : disk),
        failure,
        !disk.isEmpty() || Sqlite.mayPass(failure));
  }

  /// Lets the directory go. What was saved is on the disk without it.
  @Override
  public void close() throws StoreException {
    var open = database;
    if (open != null) {
      open.close();
    }
    try {
      water.close();
    } catch (IOException failure) {
      throw new StoreException("the mark of " + file + " can't be let go: " + failure, failure);
    } finally {
      directory.close();
    }
  }
}
