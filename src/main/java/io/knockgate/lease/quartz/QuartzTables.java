package io.knockgate.lease.quartz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.quartz.impl.jdbcjobstore.JobStoreTX;

/// Quartz's tables, from the text that its jar brings for PostgreSQL, which SQLite reads too.
final class QuartzTables {
  private static final String TEXT = "/org/quartz/impl/jdbcjobstore/tables_postgres.sql";

  /// Of the jar's twenty-two indexes the two that a scheduler of one-shot triggers asks for; the
  /// others would only make each write slower.
  private static final List<String> INDEXES =
      List.of(
          "CREATE INDEX IF NOT EXISTS qrtz_next ON QRTZ_TRIGGERS"
              + " (SCHED_NAME, TRIGGER_STATE, NEXT_FIRE_TIME)",
          "CREATE INDEX IF NOT EXISTS qrtz_of_job ON QRTZ_TRIGGERS"
              + " (SCHED_NAME, JOB_NAME, JOB_GROUP)");

  private QuartzTables() {}

  /// Makes those that are missing.
  static void make(QuartzAlarm.Connections database) throws SQLException {
    execute(database, Stream.concat(tables(), INDEXES.stream()));
  }

  /// Makes all, without what was in them.
  static void makeAnew(QuartzAlarm.Connections database) throws SQLException {
    var drops = tables().map(QuartzTables::drop).toList().reversed();
    execute(database, Stream.of(drops.stream(), tables(), INDEXES.stream()).flatMap(all -> all));
  }

  private static void execute(QuartzAlarm.Connections database, Stream<String> statements)
      throws SQLException {
    try (var connection = database.lend();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try {
        for (var sql : statements.toList()) {
          statement.execute(sql);
        }
        connection.commit();
      } catch (SQLException failure) {
        connection.rollback();
        throw failure;
      }
    }
  }

  private static String drop(String table) {
    var name = table.replaceFirst("CREATE TABLE IF NOT EXISTS (\\w+)(?s:.*)", "$1");
    return "DROP TABLE IF EXISTS " + name;
  }

  private static Stream<String> tables() {
    return Stream.of(text().replaceAll("(?m)^--.*$", "").split(";", -1))
        .map(String::strip)
        .filter(sql -> sql.startsWith("CREATE TABLE "))
        .map(sql -> sql.replaceFirst("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS "));
  }

  private static String text() {
    try (var stream = JobStoreTX.class.getResourceAsStream(TEXT)) {
      if (stream == null) {
        throw new IllegalStateException("quartz brings no " + TEXT);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
