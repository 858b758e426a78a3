package io.knockgate.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.knockgate.lease.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteException;
import org.sqlite.jdbc4.JDBC4Connection;

/// All that is SQLite's own: everything else in this package is SQL that PostgreSQL reads too.
final class Sqlite {
  /// A column that numbers its rows in the order they came.
  static final String NUMBERED = "INTEGER PRIMARY KEY AUTOINCREMENT";

  private static final int BUSY_MILLIS = 10_000;

  private Sqlite() {}

  /// Opens the database in this file, and makes the file, for its owner alone, where it is missing.
  ///
  /// Written in WAL mode with `synchronous=FULL`: what is committed survives a power cut. There is
  /// one connection, because SQLite has one writer.
  static HikariDataSource open(Path file) throws StoreException {
    create(file);
    var sqlite = new SQLiteConfig();
    sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
    sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    sqlite.enforceForeignKeys(true);
    sqlite.setBusyTimeout(BUSY_MILLIS);
    var pool = new HikariConfig();
    pool.setPoolName("store");
    pool.setDataSource(new Source(sqlite, file));
    pool.setMaximumPoolSize(1);
    pool.setMaxLifetime(0); // a file does not tire of its connection
    try {
      return new HikariDataSource(pool);
    } catch (RuntimeException failure) {
      throw failed("be opened", file, failure);
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
      return new JDBC4Connection(
          "jdbc:sqlite:" + file, file.toString(), getConfig().toProperties()) {
        @Override
        public void rollback() throws SQLException {
          try {
            super.rollback();
          } catch (SQLException failure) {
            if (!String.valueOf(failure.getMessage()).contains("no transaction is active")) {
              throw failure;
            }
            getDatabase().exec(transactionPrefix(), false); // the driver counts on one being active
          }
        }
      };
    }
  }

  private static void create(Path file) throws StoreException {
    try {
      if (!Files.exists(file)) {
        var ownerOnly = PosixFilePermissions.fromString("rw-------");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(ownerOnly));
      }
    } catch (IOException failure) {
      throw new StoreException(
          "the database %s can't be made: %s".formatted(file, failure), failure);
    }
  }

  /// Words for what SQLite answered.
  ///
  /// @param what what was asked, to follow "can't"
  static StoreException failed(String what, Path file, Throwable failure) {
    return new StoreException("%s can't %s: %s".formatted(file, what, words(failure)), failure);
  }

  private static String words(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException sqlite) {
        return switch (sqlite.getResultCode()) {
          case SQLITE_FULL -> "the disk is full; make room";
          case SQLITE_NOTADB, SQLITE_CORRUPT, SQLITE_CORRUPT_VTAB, SQLITE_CORRUPT_INDEX ->
              "it is damaged, or no database; move it away to begin with a new one"
                  + " (history is lost, open doors are shut)";
          case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN ->
              "no permission to write; it and its directory belong to the user that knockgate"
                  + " runs as";
          case SQLITE_BUSY, SQLITE_LOCKED -> "another program has it locked";
          default -> String.valueOf(sqlite.getMessage());
        };
      }
      if (cause instanceof SQLException && cause.getCause() == null) {
        return String.valueOf(cause.getMessage());
      }
    }
    return String.valueOf(failure.getMessage());
  }
}
