package io.knockgate.store;

import io.knockgate.journal.Event;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An event as a row of [EventTable].
final class EventRow {
  private EventRow() {}

  /// Fills a statement that adds one: sixteen parameters, in the order of its columns.
  static void fill(PreparedStatement row, Event event) throws SQLException {
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
    row.setString(12, event.key());
    row.setString(13, event.sender() == null ? null : event.sender().toString());
    row.setString(14, null);
    row.setString(15, null);
    row.setString(16, null);
    switch (event) {
      case Event.Granted granted -> {
        row.setString(2, "granted");
        row.setLong(8, granted.time().toNanos());
      }
      case Event.Refused _ -> row.setString(2, "refused");
      case Event.Closed _ -> row.setString(2, "closed");
      case Event.Notice _ -> row.setString(2, "notice");
      case Event.Job job -> {
        row.setString(2, "job");
        if (job.exit() != null) {
          row.setInt(10, job.exit());
        }
        row.setString(11, job.output());
        row.setString(14, job.job());
        row.setString(15, job.part());
        row.setString(16, job.stage().name());
      }
    }
  }

  /// The event that a row holds.
  ///
  /// @throws BadValue where it holds none that was ever written
  static Event event(ResultSet row) throws SQLException, BadValue {
    var at = Nanos.instant(row.getLong("at"));
    var client = row.getString("client");
    var key = row.getString("key");
    var source = Address.parse(row.getString("source"));
    var sender = row.getString("sender") == null ? null : Address.parse(row.getString("sender"));
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
              key,
              source,
              sender,
              knock,
              action,
              lease,
              Duration.ofNanos(row.getLong("lasts")),
              reason);
      case "refused" -> new Event.Refused(at, client, key, source, sender, knock, action, reason);
      case "closed" -> new Event.Closed(at, client, source, knock, action, lease, reason);
      case "notice" -> new Event.Notice(at, client, source, knock, action, lease, reason);
      case "job" ->
          new Event.Job(
              at,
              client,
              key,
              source,
              sender,
              knock,
              action,
              lease,
              row.getString("job"),
              row.getString("part"),
              stage(row.getString("stage")),
              reason,
              exit(row),
              row.getString("output"));
      default -> throw new BadValue("there is no kind of event called " + word);
    };
  }

  private static @Nullable Integer exit(ResultSet row) throws SQLException {
    int exit = row.getInt("exit_code");
    return row.wasNull() ? null : exit;
  }

  private static Event.Stage stage(String word) throws BadValue {
    for (var stage : Event.Stage.values()) {
      if (stage.name().equals(word)) {
        return stage;
      }
    }
    throw new BadValue("no job comes to the stage " + word);
  }
}
