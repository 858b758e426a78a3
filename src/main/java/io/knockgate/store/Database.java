package io.knockgate.store;

import com.zaxxer.hikari.HikariDataSource;
import io.knockgate.lease.StoreException;
import io.knockgate.linux.Aside;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The database's file: opened where it is sound and ours, set aside where it is damaged.
record Database(Path file) {
  /// What is wrong with the file itself.
  static final class Damage extends Exception {
    private static final long serialVersionUID = 1L;

    Damage(String message) {
      super(message);
    }
  }

  interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  private static final List<String> STATEMENTS =
      Stream.of(LeaseTable.STATEMENTS, JobTable.STATEMENTS, EventTable.STATEMENTS)
          .flatMap(List::stream)
          .toList();

  /// Opens it, made or brought up to date where needed.
  ///
  /// @throws Damage where it is no database, or not the one that we have written
  /// @throws StoreException where it is sound, and can't be used
  HikariDataSource open() throws Damage, SQLException, StoreException {
    boolean wasThere = Files.exists(file);
    try {
      if (wasThere && Files.size(file) == 0) {
        throw new Damage("it is empty");
      }
      var pool = Sqlite.open(file);
      try {
        begin(pool, wasThere);
        return pool;
      } catch (Damage | SQLException | StoreException failure) {
        pool.close();
        throw failure;
      }
    } catch (IOException failure) {
      throw new SQLException(failure.toString(), failure);
    } catch (SQLException failure) {
      if (!wasThere) {
        unmake();
      } else if (Sqlite.isDamage(failure)) {
        throw new Damage(String.valueOf(failure.getMessage()));
      }
      throw failure;
    }
  }

  /// What could not be made as a whole is not left for a damaged one.
  private void unmake() {
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-wal"));
    } catch (IOException refused) {
      LOG.debug("{} can't be deleted: {}", file, refused.getMessage());
    }
  }

  private void begin(HikariDataSource pool, boolean wasThere)
      throws Damage, SQLException, StoreException {
    try (var connection = pool.getConnection()) {
      var flaw = Sqlite.flaw(connection);
      if (!flaw.isEmpty()) {
        throw new Damage(flaw);
      }
      if (wasThere && !Schema.isThere(connection)) {
        throw new Damage("nothing is in it");
      }
      var fault = transact(connection, Schema::update);
      if (!fault.isEmpty()) {
        throw new StoreException(file + " can't " + fault);
      }
      // Tables whose names or columns the disk has changed are none of ours.
      for (var statement : STATEMENTS) {
        connection.prepareStatement(statement).close();
      }
    }
  }

  /// Does work wholly or not at all.
  static <T> T transact(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      var result = work.in(connection);
      connection.commit();
      return result;
    } catch (SQLException failure) {
      connection.rollback();
      throw failure;
    }
  }

  /// Sets a damaged file aside.
  ///
  /// @return what has happened and what it means, in the operator's words
  String setAside(Damage damage) throws StoreException {
    try {
      return ("the database %s is damaged (%s) and was moved to %s; a new one is begun: history and"
              + " promised jobs are lost, and doors that were open are shut")
          .formatted(file, damage.getMessage(), Aside.move(file, "-wal", "-shm"));
    } catch (IOException refused) {
      throw new StoreException(
          "the database %s is damaged (%s) and can't be moved away: %s"
              .formatted(file, damage.getMessage(), refused),
          refused,
          true);
    }
  }
}
