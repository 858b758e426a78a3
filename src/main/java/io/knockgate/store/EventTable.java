package io.knockgate.store;

import io.knockgate.journal.Event;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The history as rows: the newest [#MOST], give or take [#TRIM_EVERY].
final class EventTable {
  static final int MOST = 100_000;
  static final int TRIM_EVERY = 1_000;

  private static final String ADD =
      """
      INSERT INTO event (at, word, client, source, knock, action, lease, lasts, reason, exit_code,
        output) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private int untilTrim;

  void add(Connection connection, Collection<Event> told) throws SQLException {
    if (told.isEmpty()) {
      return;
    }
    try (var add = connection.prepareStatement(ADD)) {
      for (var event : told) {
        fill(add, event);
        add.addBatch();
      }
      add.executeBatch();
    }
    untilTrim -= told.size();
    if (untilTrim <= 0) {
      trim(connection);
      untilTrim = TRIM_EVERY;
    }
  }

  private static void trim(Connection connection) throws SQLException {
    try (var trim =
        connection.prepareStatement(
            "DELETE FROM event WHERE number <= (SELECT MAX(number) FROM event) - ?")) {
      trim.setInt(1, MOST);
      trim.executeUpdate();
    }
  }

  private static void fill(PreparedStatement row, Event event) throws SQLException {
    row.setLong(1, Nanos.of(event.at()));
    row.setString(3, event.client());
    row.setString(4, event.source().toString());
    row.setString(5, event.knock());
    row.setString(6, event.action());
    row.setString(7, event.lease());
    row.setNull(8, Types.BIGINT);
    row.setString(9, event.reason());
    row.setNull(10, Types.INTEGER);
    row.setString(11, null);
    switch (event) {
      case Event.Granted granted -> {
        row.setString(2, "granted");
        row.setLong(8, granted.time().toNanos());
      }
      case Event.Refused _ -> row.setString(2, "refused");
      case Event.Closed _ -> row.setString(2, "closed");
      case Event.Job job -> {
        row.setString(2, "job");
        if (job.exit() != null) {
          row.setInt(10, job.exit());
        }
        row.setString(11, job.output());
      }
    }
  }

  /// The newest events, newest first.
  static List<Event> newest(Connection connection, int limit) throws SQLException {
    var events = new ArrayList<Event>();
    try (var query =
        connection.prepareStatement("SELECT * FROM event ORDER BY number DESC LIMIT ?")) {
      query.setInt(1, limit);
      try (var row = query.executeQuery()) {
        while (row.next()) {
          events.add(event(row));
        }
      }
    }
    return events;
  }

  private static Event event(ResultSet row) throws SQLException {
    var at = Nanos.instant(row.getLong("at"));
    var client = row.getString("client");
    var source = source(row.getString("source"));
    var knock = row.getString("knock");
    var action = row.getString("action");
    var lease = row.getString("lease");
    var reason = row.getString("reason");
    var word = row.getString("word");
    return switch (word) {
      case "granted" ->
          new Event.Granted(
              at,
              client,
              source,
              knock,
              action,
              lease,
              Duration.ofNanos(row.getLong("lasts")),
              reason);
      case "refused" -> new Event.Refused(at, client, source, knock, action, reason);
      case "closed" -> new Event.Closed(at, client, source, knock, action, lease, reason);
      case "job" ->
          new Event.Job(
              at, client, source, knock, action, reason, exit(row), row.getString("output"));
      default -> throw new SQLException("an event of the unknown kind " + word);
    };
  }

  private static @Nullable Integer exit(ResultSet row) throws SQLException {
    int exit = row.getInt("exit_code");
    return row.wasNull() ? null : exit;
  }

  private static Address source(String text) throws SQLException {
    try {
      return Address.parse(text);
    } catch (BadValue bad) {
      throw new SQLException("an event of no address: " + bad.getMessage(), bad);
    }
  }
}
