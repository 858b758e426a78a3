package io.knockgate.store;

import static java.util.stream.Collectors.joining;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.jdbc4.JDBC4Connection;

/// All that is SQLite's own: everything else in this package is SQL that PostgreSQL reads too.
final class Sqlite {
  /// A column that numbers its rows in the order they came.
  static final String NUMBERED = "INTEGER PRIMARY KEY AUTOINCREMENT";

  /// The greatest number that [#NUMBERED] has given to an event, which may have gone since.
  static final String LAST_EVENT = "SELECT seq FROM sqlite_sequence WHERE name = 'event'";

  private static final int BUSY_MILLIS = 10_000;

  private Sqlite() {}

  /// Opens the database in this file, and makes the file, for its owner alone, where it is missing.
  ///
  /// Written in WAL mode with `synchronous=FULL`: what is committed survives a power cut. There is
  /// one connection, because SQLite has one writer. It keeps the file locked, and then does without
  /// the file `-shm`, for which a full disk has no room.
  ///
  /// @throws SQLException where SQLite refuses
  static HikariDataSource open(Path file) throws IOException, SQLException {
    create(file);
    var sqlite = new SQLiteConfig();
    sqlite.enforceForeignKeys(true);
    sqlite.setBusyTimeout(BUSY_MILLIS);
    var pool = new HikariConfig();
    pool.setPoolName("store");
    pool.setDataSource(new Source(sqlite, file));
    pool.setMaximumPoolSize(1);
    pool.setMaxLifetime(0); // a file does not tire of its connection
    try {
      return new HikariDataSource(pool);
    } catch (PoolInitializationException failure) {
      throw failure.getCause() instanceof SQLException refused
          ? refused
          : new SQLException(failure.getMessage(), failure);
    }
  }

  /// Connections whose rollback can be repeated: when the disk is full SQLite rolls back by itself,
  /// and the rollback that everybody does after an error must not be an error of its own.
  private static final class Source extends SQLiteDataSource {
    private final Path file;

    Source(SQLiteConfig config, Path file) {
      super(config);
      this.file = file;
    }

    @Override
    public SQLiteConnection getConnection(@Nullable String user, @Nullable String password)
        throws SQLException {
      var connection =
          new JDBC4Connection("jdbc:sqlite:" + file, file.toString(), getConfig().toProperties()) {
            @Override
            public void rollback() throws SQLException {
              try {
                super.rollback();
              } catch (SQLException failure) {
                if (!String.valueOf(failure.getMessage()).contains("no transaction is active")) {
                  throw failure;
                }
                getDatabase()
                    .exec(transactionPrefix(), false); // the driver counts on one being active
              }
            }
          };
      try {
        // In this order: the lock decides how the WAL is shared, from the first look at it on.
        for (var pragma :
            List.of("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL")) {
          connection.getDatabase().exec("PRAGMA " + pragma, true);
        }
        return connection;
      } catch (SQLException refused) {
        connection.close();
        throw refused;
      }
    }
  }

  private static void create(Path file) throws IOException {
    if (!Files.exists(file)) {
      var ownerOnly = PosixFilePermissions.fromString("rw-------");
      Files.createFile(file, PosixFilePermissions.asFileAttribute(ownerOnly));
    }
  }

  /// Sees whether the database is whole, as far as that can be seen.
  ///
  /// @return the empty text, or why it is not
  static String flaw(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("PRAGMA quick_check(1)")) {
      var answer = row.next() ? row.getString(1) : "nothing";
      return answer.equals("ok") ? "" : answer.lines().collect(joining(" "));
    }
  }

  /// Makes the numbers of events to come greater than this one.
  static void raise(Connection connection, long number) throws SQLException {
    try (var delete =
            connection.prepareStatement("DELETE FROM sqlite_sequence WHERE name = 'event'");
        var insert =
            connection.prepareStatement(
                "INSERT INTO sqlite_sequence (name, seq) VALUES ('event', ?)")) {
      delete.executeUpdate();
      insert.setLong(1, number);
      insert.executeUpdate();
    }
  }

  /// Writes a copy of the whole database into a file that is empty.
  static void copy(Connection connection, Path to) throws SQLException {
    try (var statement = connection.prepareStatement("VACUUM INTO ?")) {
      statement.setString(1, to.toString());
      statement.executeUpdate();
    }
  }

  /// For what is wrong with the database though SQLite sees nothing.
  static SQLException damage(String what) {
    return new SQLiteException(what, SQLiteErrorCode.SQLITE_CORRUPT);
  }

  /// Words for what SQLite answered.
  static String words(SQLException failure) {
    return switch (code(failure)) {
      case SQLITE_FULL -> "the disk is full; make room";
      case SQLITE_NOTADB, SQLITE_CORRUPT ->
          "it is damaged, or no database; start knockgate anew, which then begins with a new one"
              + " (history and promised jobs are lost, open doors are shut)";
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN ->
          "no permission to write; it and its directory belong to the user that knockgate"
              + " runs as";
      case SQLITE_BUSY, SQLITE_LOCKED -> "another program has it locked";
      case SQLITE_IOERR ->
          "the disk answers with an input/output error; see what the kernel says of it (dmesg)";
      default -> String.valueOf(failure.getMessage());
    };
  }

  /// Whether it may go by itself.
  static boolean mayPass(SQLException failure) {
    return switch (code(failure)) {
      case SQLITE_FULL, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_IOERR -> true;
      default -> false;
    };
  }

  /// Whether it is what lies on the disk, and not the disk, or who may use it, or a library that is
  /// not to be had: SQLite says so, or a statement of ours does not fit what it has read.
  static boolean isDamage(SQLException failure) {
    return switch (code(failure)) {
      case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT -> true;
      case SQLITE_ERROR, SQLITE_SCHEMA, SQLITE_MISMATCH, SQLITE_CONSTRAINT -> true;
      default -> false;
    };
  }

  private static SQLiteErrorCode code(SQLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException sqlite) {
        int withoutDetails = sqlite.getResultCode().code & 0xff;
        return SQLiteErrorCode.getErrorCode(withoutDetails);
      }
    }
    return SQLiteErrorCode.UNKNOWN_ERROR;
  }
}
