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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Jobs that are not over as rows.
///
/// @param boot the id of this boot of the machine
record JobTable(String boot) {
  /// As `asked`: without a limit.
  private static final long NO_LIMIT = -1;

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private static final String SAVE =
      """
      INSERT INTO job (id, action, part, client, key, source, sender, knock, port, asked, lease,
        promised_wall, promised_nanos, due_wall, due_nanos, by_wall, tries, begun, boot, seal)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET lease = excluded.lease,
        promised_wall = excluded.promised_wall, promised_nanos = excluded.promised_nanos, due_wall = excluded.due_wall,
        due_nanos = excluded.due_nanos, by_wall = excluded.by_wall, tries = excluded.tries,
        begun = excluded.begun, boot = excluded.boot, seal = excluded.seal
      """;

  private static final String DELETE = "DELETE FROM job WHERE id = ?";

  /// What the seal guards of a job.
  private static final List<String> SEALED =
      List.of(
          "id",
          "action",
          "part",
          "client",
          "key",
          "source",
          "sender",
          "knock",
          "port",
          "asked",
          "lease",
          "promised_wall",
          "promised_nanos",
          "due_wall",
          "due_nanos",
          "by_wall",
          "tries",
          "begun",
          "boot");

  /// Everything that is asked of the table but what [#load] asks.
  static final List<String> STATEMENTS = List.of(SAVE, DELETE);

  void delete(Connection connection, Collection<Id> gone) throws SQLException {
    if (gone.isEmpty()) {
      return;
    }
    try (var delete = connection.prepareStatement(DELETE)) {
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
        var values = new ArrayList<@Nullable Object>(values(job));
        values.add(Seal.of(values));
        Seal.fill(save, values);
        save.addBatch();
      }
      save.executeBatch();
    }
  }

  private List<@Nullable Object> values(Job job) {
    var claim = job.claim();
    var port = claim.ask().port();
    var due = job.due();
    return Arrays.asList(
        job.id().toString(),
        job.action(),
        job.part().name(),
        claim.client(),
        claim.key(),
        claim.source().toString(),
        claim.sender().toString(),
        claim.knock(),
        port == null ? null : port.toString(),
        asked(claim.ask().time()),
        job.lease() == null ? null : job.lease().toString(),
        Nanos.of(job.promised().wall()),
        job.promised().nanos(),
        Nanos.of(due.at().wall()),
        due.at().nanos(),
        due.byWall(),
        job.tries(),
        job.begun(),
        boot);
  }

  private static @Nullable Long asked(@Nullable Duration time) {
    if (time == null) {
      return null;
    }
    return time.compareTo(LONGEST) > 0 ? NO_LIMIT : time.toNanos();
  }

  /// Seals what a version wrote that had no seals.
  static void seal(Connection connection) throws SQLException {
    try (var query = connection.prepareStatement("SELECT * FROM job");
        var row = query.executeQuery();
        var update = connection.prepareStatement("UPDATE job SET seal = ? WHERE id = ?")) {
      while (row.next()) {
        update.setLong(1, Seal.of(Seal.read(row, SEALED)));
        update.setString(2, row.getString("id"));
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  /// Reads all jobs. One that is not what was written is left out.
  ///
  /// @param unreadable is told of each of these
  List<Job> load(Connection connection, Moment now, Consumer<Unreadable> unreadable)
      throws SQLException {
    var jobs = new ArrayList<Job>();
    try (var query = connection.prepareStatement("SELECT * FROM job ORDER BY promised_wall, id");
        var row = query.executeQuery()) {
      while (row.next()) {
        try {
          if (Seal.of(Seal.read(row, SEALED)) != row.getLong("seal")) {
            throw new BadValue("its checksum is wrong");
          }
          jobs.add(job(row, now));
        } catch (BadValue | IllegalArgumentException | ArithmeticException nonsense) {
          var id = row.getString("id");
          unreadable.accept(new Unreadable("job", id, String.valueOf(nonsense.getMessage())));
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
