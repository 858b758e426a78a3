package io.knockgate.store;

import io.knockgate.action.Ask;
import io.knockgate.id.Id;
import io.knockgate.job.Due;
import io.knockgate.job.Job;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.time.Moment;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Jobs that are not over as rows.
///
/// @param boot the id of this boot of the machine
record JobTable(String boot) {
  private static final Logger LOG = LoggerFactory.getLogger(JobTable.class);

  /// As `asked`: without a limit.
  private static final long NO_LIMIT = -1;

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private static final String SAVE =
      """
      INSERT INTO job (id, action, part, client, key, source, sender, knock, port, asked, lease,
        promised_wall, promised_nanos, due_wall, due_nanos, by_wall, tries, begun, boot)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET lease = excluded.lease,
        promised_wall = excluded.promised_wall, promised_nanos = excluded.promised_nanos, due_wall = excluded.due_wall,
        due_nanos = excluded.due_nanos, by_wall = excluded.by_wall, tries = excluded.tries,
        begun = excluded.begun, boot = excluded.boot
      """;

  void delete(Connection connection, Collection<Id> gone) throws SQLException {
    if (gone.isEmpty()) {
      return;
    }
    try (var delete = connection.prepareStatement("DELETE FROM job WHERE id = ?")) {
      for (var id : gone) {
        delete.setString(1, id.toString());
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }

  void save(Connection connection, Collection<Job> jobs) throws SQLException {
    if (jobs.isEmpty()) {
      return;
    }
    try (var save = connection.prepareStatement(SAVE)) {
      for (var job : jobs) {
        fill(save, job);
      }
      save.executeBatch();
    }
  }

  private void fill(PreparedStatement row, Job job) throws SQLException {
    var claim = job.claim();
    var port = claim.ask().port();
    var due = job.due();
    row.setString(1, job.id().toString());
    row.setString(2, job.action());
    row.setString(3, job.part().name());
    row.setString(4, claim.client());
    row.setString(5, claim.key());
    row.setString(6, claim.source().toString());
    row.setString(7, claim.sender().toString());
    row.setString(8, claim.knock());
    row.setString(9, port == null ? null : port.toString());
    setAsked(row, claim.ask().time());
    row.setString(11, job.lease() == null ? null : job.lease().toString());
    row.setLong(12, Nanos.of(job.promised().wall()));
    row.setLong(13, job.promised().nanos());
    row.setLong(14, Nanos.of(due.at().wall()));
    row.setLong(15, due.at().nanos());
    row.setBoolean(16, due.byWall());
    row.setInt(17, job.tries());
    row.setInt(18, job.begun());
    row.setString(19, boot);
    row.addBatch();
  }

  private static void setAsked(PreparedStatement row, @Nullable Duration time) throws SQLException {
    if (time == null) {
      row.setNull(10, Types.BIGINT);
    } else {
      row.setLong(10, time.compareTo(LONGEST) > 0 ? NO_LIMIT : time.toNanos());
    }
  }

  /// Reads all jobs. One that makes no sense is left out, with a warning.
  List<Job> load(Connection connection, Moment now) throws SQLException {
    var jobs = new ArrayList<Job>();
    try (var query = connection.prepareStatement("SELECT * FROM job ORDER BY promised_wall, id");
        var row = query.executeQuery()) {
      while (row.next()) {
        try {
          jobs.add(job(row, now));
        } catch (BadValue | IllegalArgumentException | ArithmeticException nonsense) {
          LOG.warn(
              "job {} in the store is unreadable and forgotten: {}",
              row.getString("id"),
              nonsense.getMessage());
        }
      }
    }
    return jobs;
  }

  private Job job(ResultSet row, Moment now) throws SQLException, BadValue {
    var lease = row.getString("lease");
    var promised = moment(row, "promised");
    var due = new Due(moment(row, "due"), row.getBoolean("by_wall"));
    boolean isOfThisBoot = boot.equals(row.getString("boot"));
    return new Job(
        id(row.getString("id")),
        claim(row),
        Job.Part.valueOf(row.getString("part")),
        lease == null ? null : id(lease),
        isOfThisBoot ? promised : onThisBoot(promised, now),
        isOfThisBoot ? due.settled(now) : onThisBoot(due, promised, now),
        row.getInt("tries"),
        row.getInt("begun"));
  }

  /// When a job of another boot is due. Of the clocks that it was promised by, the wall clock alone
  /// goes on. Where that stands before the promise, it is wrong and nobody knows how much time has
  /// passed, as on a machine without a battery: then a delay begins anew, and hours are waited for
  /// until the clock is set. A clock that is ahead can't be told from a machine that was off: what
  /// is too late by it is missed, and that is told.
  private static Due onThisBoot(Due due, Moment promised, Moment now) {
    if (!due.byWall() && now.wall().isBefore(promised.wall())) {
      return new Due(now.plus(promised.until(due.at())), false);
    }
    return new Due(onThisBoot(due.at(), now), due.byWall());
  }

  private static Moment onThisBoot(Moment moment, Moment now) {
    return now.plus(Duration.between(now.wall(), moment.wall()));
  }

  private static Moment moment(ResultSet row, String name) throws SQLException {
    return new Moment(Nanos.instant(row.getLong(name + "_wall")), row.getLong(name + "_nanos"));
  }

  private static Id id(String text) throws BadValue {
    return Id.parse(text).orElseThrow(() -> new BadValue("nothing is called " + text));
  }

  private static Claim claim(ResultSet row) throws SQLException, BadValue {
    var port = row.getString("port");
    return new Claim(
        row.getString("knock"),
        row.getString("client"),
        new Wish.Open(row.getString("action")),
        Address.parse(row.getString("source")),
        new Ask(port == null ? null : Port.parse(port), asked(row)),
        null,
        Address.parse(row.getString("sender")),
        row.getString("key"));
  }

  private static @Nullable Duration asked(ResultSet row) throws SQLException {
    long nanos = row.getLong("asked");
    if (row.wasNull()) {
      return null;
    }
    return nanos == NO_LIMIT ? Ask.NO_LIMIT : Duration.ofNanos(nanos);
  }
}
