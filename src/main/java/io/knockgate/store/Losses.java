package io.knockgate.store;

import io.knockgate.linux.Aside;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a database says and is not believed: it is told, kept in a copy, and deleted. One thread
/// forgets; any may ask for [#told].
final class Losses {
  private static final Logger LOG = LoggerFactory.getLogger(Losses.class);

  private final Path file;
  private final Set<String> told = new LinkedHashSet<>();

  /// Where the old copy is kept that was put back.
  private @Nullable Path old;

  Losses(Path file) {
    this.file = file;
  }

  /// Tells of a loss, in the operator's words.
  synchronized void tell(String loss) {
    if (told.add(loss)) {
      LOG.error("{}", loss);
    }
  }

  /// All that was told, in the operator's words; the empty text where nothing was lost.
  synchronized String told() {
    return String.join("; ", told);
  }

  /// Deletes these rows. Where no copy can be made they stay, and are told at the next start again.
  void forget(Connection connection, List<Unreadable> rows) throws SQLException {
    var what =
        "leases or jobs in %s were damaged and are not believed, doors without a lease are shut: %s"
            .formatted(
                file, rows.stream().map(Unreadable::words).collect(Collectors.joining("; ")));
    try {
      tell(what + "; they are kept in " + copy(connection));
    } catch (IOException | SQLException refused) {
      tell(
          "%s; they stay where they are until a copy can be made: %s"
              .formatted(what, refused.getMessage()));
      return;
    }
    Database.transact(
        connection,
        open -> {
          for (var row : rows) {
            try (var delete =
                open.prepareStatement("DELETE FROM " + row.table() + " WHERE id = ?")) {
              delete.setString(1, row.id());
              delete.executeUpdate();
            }
          }
          return rows;
        });
  }

  /// Deletes all leases and jobs, of which an old copy doesn't know whether they are over. Can be
  /// repeated where it fails.
  ///
  /// @param number of the event that was told last; those to come have greater ones, so that the
  ///     same copy is known again
  void forgetAll(Connection connection, long number) throws SQLException {
    var copied = copied(connection);
    int rows =
        Database.transact(
            connection,
            open -> {
              Sqlite.raise(open, number);
              try (var statement = open.createStatement()) {
                statement.executeUpdate("DELETE FROM door");
                return statement.executeUpdate("DELETE FROM lease")
                    + statement.executeUpdate("DELETE FROM job");
              }
            });
    tell(
        ("the database %s was put back from an old copy; the %d leases and jobs in it are forgotten,"
                + " because they may be over since, and doors without a lease are shut; %s")
            .formatted(file, rows, copied));
  }

  private String copied(Connection connection) {
    try {
      if (old == null) {
        old = copy(connection);
      }
      return "as it was it is in " + old;
    } catch (IOException | SQLException refused) {
      return "no copy of it can be made: " + refused.getMessage();
    }
  }

  private Path copy(Connection connection) throws IOException, SQLException {
    return Aside.<SQLException>copy(file, place -> Sqlite.copy(connection, place));
  }
}
