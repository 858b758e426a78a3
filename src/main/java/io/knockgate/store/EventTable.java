package io.knockgate.store;

import io.knockgate.journal.Event;
import io.knockgate.net.BadValue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The history as rows: the newest [#MOST], give or take [#TRIM_EVERY]. Of as many jobs at most as
/// [#MOST_WHOLE] says the whole output is kept, of those before them its end.
final class EventTable {
  private static final Logger LOG = LoggerFactory.getLogger(EventTable.class);

  static final int MOST = 100_000;
  static final int MOST_WHOLE = 1_000;
  static final int TRIM_EVERY = 1_000;

  /// What is left of an older output: its end, in characters, after a mark.
  static final int LEFT = 1024;

  private static final String MARK = "...\n";

  /// As much output as is read at once, in characters, and the last output beyond that.
  static final int MOST_AT_ONCE = 256 * 1024;

  private static final String ADD =
      """
      INSERT INTO event (at, word, client, source, knock, action, lease, lasts, reason, exit_code,
        output, key, sender, job, part, stage) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  /// An event of a job of which nothing more will come.
  static final String IS_LAST = "stage IN ('DONE', 'FAILED', 'STOPPED', 'MISSED')";

  private static final String DELETE =
      "DELETE FROM event WHERE number <= (SELECT MAX(number) FROM event) - ?";

  private static final String CUT =
      """
      UPDATE event SET output = ? || substr(output, length(output) - ? + 1)
        WHERE number <= (SELECT number FROM event WHERE output <> ''
          ORDER BY number DESC LIMIT 1 OFFSET ?)
        AND length(output) > ?
      """;

  private static final String NEWEST =
      """
      SELECT * FROM event WHERE number < ? AND (? = '' OR action = ? OR job = ? OR lease = ?)
        ORDER BY number DESC LIMIT ?
      """;

  private static final String LAST =
      """
      SELECT * FROM event WHERE number IN
        (SELECT MAX(number) FROM event WHERE %s GROUP BY action, part) ORDER BY number DESC
      """
          .formatted(IS_LAST);

  /// Everything that is asked of the table.
  static final List<String> STATEMENTS = List.of(ADD, DELETE, CUT, NEWEST, LAST, Sqlite.LAST_EVENT);

  private int untilTrim;

  void add(Connection connection, Collection<Event> told) throws SQLException {
    if (told.isEmpty()) {
      return;
    }
    try (var add = connection.prepareStatement(ADD)) {
      for (var event : told) {
        EventRow.fill(add, event);
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
    try (var delete = connection.prepareStatement(DELETE);
        var cut = connection.prepareStatement(CUT)) {
      delete.setInt(1, MOST);
      delete.executeUpdate();
      cut.setString(1, MARK);
      cut.setInt(2, LEFT);
      cut.setInt(3, MOST_WHOLE);
      cut.setInt(4, MARK.length() + LEFT);
      cut.executeUpdate();
    }
  }

  /// The number of the event that was told last, greater than any before; 0 where there was none.
  static long number(Connection connection) throws SQLException {
    try (var query = connection.prepareStatement(Sqlite.LAST_EVENT);
        var row = query.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /// The newest events, newest first, as many as fit into memory well; at least one where there is
  /// one.
  ///
  /// @param of the action, job or lease whose they are; the empty text for all
  /// @param before they are older than the event of that number
  static Page newest(Connection connection, String of, long before, int limit) throws SQLException {
    try (var query = connection.prepareStatement(NEWEST)) {
      query.setLong(1, before);
      for (int place = 2; place <= 5; place++) {
        query.setString(place, of);
      }
      query.setInt(6, limit);
      try (var row = query.executeQuery()) {
        return page(row, before);
      }
    }
  }

  private static Page page(ResultSet row, long before) throws SQLException {
    var events = new ArrayList<Event>();
    long last = before;
    int read = 0;
    while (events.size() < Page.MOST && read < MOST_AT_ONCE && row.next()) {
      last = row.getLong("number");
      try {
        var event = EventRow.event(row);
        events.add(event);
        read += event instanceof Event.Job job ? job.output().length() : 0;
      } catch (BadValue nonsense) {
        forget(row, nonsense);
      }
    }
    return new Page(events, last);
  }

  /// Of each action's steps, and of its `then`, the newest end of a job, newest first; of outputs
  /// the end.
  static List<Event.Job> lastEnds(Connection connection) throws SQLException {
    try (var query = connection.prepareStatement(LAST)) {
      return ends(query);
    }
  }

  private static List<Event.Job> ends(PreparedStatement query) throws SQLException {
    var ends = new ArrayList<Event.Job>();
    try (var row = query.executeQuery()) {
      while (row.next()) {
        try {
          if (EventRow.event(row) instanceof Event.Job end) {
            ends.add(end.withOutput(cut(end.output())));
          }
        } catch (BadValue nonsense) {
          forget(row, nonsense);
        }
      }
    }
    return ends;
  }

  private static String cut(String output) {
    return output.length() > MARK.length() + LEFT
        ? MARK + output.substring(output.length() - LEFT)
        : output;
  }

  /// The others of the history are told all the same.
  private static void forget(ResultSet row, BadValue nonsense) throws SQLException {
    LOG.debug("event {} is unreadable: {}", row.getLong("number"), nonsense.getMessage());
  }
}
