package io.knockgate.faults;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What stands in a history whose daemon is dead.
///
/// @param database the store's file
record Written(Path database) {
  /// All jobs that anything is told of.
  Set<String> jobs() throws SQLException {
    return column("SELECT job FROM event WHERE word = 'job'");
  }

  /// Those whose end is told.
  Set<String> jobsOver() throws SQLException {
    return jobsOver("DONE", "FAILED", "STOPPED", "MISSED");
  }

  /// Those of whose end one of these is told.
  Set<String> jobsOver(String... stages) throws SQLException {
    return column(
        "SELECT job FROM event WHERE stage IN ('%s')".formatted(String.join("', '", stages)));
  }

  /// Leases of which this is told: `granted`, `closed`.
  Set<String> leases(String word) throws SQLException {
    return column("SELECT lease FROM event WHERE word = '%s'".formatted(word));
  }

  /// How many events there are.
  int events() throws SQLException {
    return Integer.parseInt(List.copyOf(column("SELECT COUNT(*) FROM event")).getFirst());
  }

  private Set<String> column(String query) throws SQLException {
    var values = new TreeSet<String>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var rows = connection.createStatement().executeQuery(query)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }
}
