package io.knockgate.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// The tables, and which version of them a database has. Each version is a step from the one before
/// it, so that an old database is brought up to date at start, in the caller's transaction.
///
/// Times are nanoseconds: `at`, `opened` and those called `_wall` since 1970 UTC, those called
/// `_nanos` on the monotonic clock of the boot whose id stands beside them. `asked` is how long a
/// knock asked for, -1 without a limit.
final class Schema {
  private static final String[][] STEPS = {
    {
      """
      CREATE TABLE lease (
        id VARCHAR(8) PRIMARY KEY,
        action TEXT NOT NULL,
        client TEXT NOT NULL,
        knock TEXT,
        source TEXT NOT NULL,
        at_close TEXT NOT NULL,
        opened BIGINT NOT NULL,
        until_wall BIGINT NOT NULL,
        until_nanos BIGINT NOT NULL,
        boot TEXT NOT NULL)
      """,
      """
      CREATE TABLE door (
        lease VARCHAR(8) NOT NULL REFERENCES lease (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        port TEXT NOT NULL,
        target TEXT,
        masquerade BOOLEAN NOT NULL,
        PRIMARY KEY (lease, place))
      """,
      """
      CREATE TABLE event (
        number %s,
        at BIGINT NOT NULL,
        word TEXT NOT NULL,
        client TEXT NOT NULL,
        source TEXT NOT NULL,
        knock TEXT,
        action TEXT NOT NULL,
        lease VARCHAR(8),
        lasts BIGINT,
        reason TEXT NOT NULL,
        exit_code INTEGER,
        output TEXT)
      """
          .formatted(Sqlite.NUMBERED),
    },
    {
      "ALTER TABLE event ADD COLUMN key TEXT",
    },
    {
      "ALTER TABLE event ADD COLUMN sender TEXT",
    },
    {
      "ALTER TABLE event ADD COLUMN job VARCHAR(8)",
      "ALTER TABLE event ADD COLUMN part TEXT",
      "ALTER TABLE event ADD COLUMN stage TEXT",
      """
      UPDATE event SET job = '', part = 'steps', stage = CASE reason WHEN 'started' THEN 'STARTED'
        WHEN 'done' THEN 'DONE' ELSE 'FAILED' END WHERE word = 'job'
      """,
      "CREATE INDEX event_last ON event (action, part, number) WHERE " + EventTable.IS_LAST,
      "ALTER TABLE lease ADD COLUMN once BOOLEAN NOT NULL DEFAULT FALSE",
      """
      CREATE TABLE job (
        id VARCHAR(8) PRIMARY KEY,
        action TEXT NOT NULL,
        part TEXT NOT NULL,
        client TEXT NOT NULL,
        key TEXT,
        source TEXT NOT NULL,
        sender TEXT NOT NULL,
        knock TEXT,
        port TEXT,
        asked BIGINT,
        lease VARCHAR(8),
        promised_wall BIGINT NOT NULL,
        promised_nanos BIGINT NOT NULL,
        due_wall BIGINT NOT NULL,
        due_nanos BIGINT NOT NULL,
        by_wall BOOLEAN NOT NULL,
        tries INTEGER NOT NULL,
        begun INTEGER NOT NULL,
        boot TEXT NOT NULL)
      """,
    },
    {
      "ALTER TABLE lease ADD COLUMN seal BIGINT", "ALTER TABLE job ADD COLUMN seal BIGINT",
    }
  };

  /// The version that has seals.
  private static final int SEALS = 5;

  private Schema() {}

  /// Whether any version has ever written to the database.
  static boolean isThere(Connection connection) throws SQLException {
    try (var tables = connection.getMetaData().getTables(null, null, "schema_version", null)) {
      return tables.next();
    }
  }

  /// Brings the database up to date.
  ///
  /// @return empty, or why it can't be used
  /// @throws SQLException where it can't be read or written, and where it makes no sense
  static String update(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
      int version = version(statement);
      if (version > STEPS.length) {
        return ("be used: a newer knockgate made it (its schema is %d, this one knows %d); run that one,"
                + " or move the file away to begin with a new one (history and promised jobs are lost,"
                + " open doors are shut)")
            .formatted(version, STEPS.length);
      }
      for (int step = version; step < STEPS.length; step++) {
        for (var sql : STEPS[step]) {
          statement.execute(sql);
        }
        if (step + 1 == SEALS) {
          LeaseTable.seal(connection);
          JobTable.seal(connection);
        }
        statement.execute("INSERT INTO schema_version VALUES (" + (step + 1) + ")");
      }
      return "";
    }
  }

  /// Every step has left its number, so that one that the disk has changed is not taken for a newer
  /// version.
  private static int version(Statement statement) throws SQLException {
    try (var row = statement.executeQuery("SELECT MAX(version), COUNT(*) FROM schema_version")) {
      int version = row.next() ? row.getInt(1) : 0;
      if (version != row.getInt(2)) {
        throw Sqlite.damage("the version of its schema is unreadable");
      }
      return version;
    }
  }
}
