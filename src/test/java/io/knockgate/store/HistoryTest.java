package io.knockgate.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.journal.Event;
import io.knockgate.lease.Batch;
import io.knockgate.lease.StoreException;
import io.knockgate.net.Address;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What was told, as the store keeps it.
@SuppressWarnings("NullAway.Init") // opened before each test
class HistoryTest {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456789Z");
  private static final Address SOURCE = Address.v4(0xcb007109);
  private static final Address SENDER = Address.v4(0xc6336407);

  @TempDir Path parent;
  private Store open;

  @BeforeEach
  void open() throws StoreException {
    open = Store.open(parent.resolve("state"), parent.resolve("told"), "this-boot");
  }

  @AfterEach
  void close() throws StoreException {
    open.close();
  }

  private void save(Event... told) throws StoreException {
    open.save(new Batch(List.of(), List.of(), List.of(told)));
  }

  private List<Event> history(int limit) throws StoreException {
    return open.history("", Page.NEWEST, limit).events();
  }

  private void execute(String sql) throws SQLException {
    try (var connection = open.connection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static Event refused(String reason) {
    return new Event.Refused(
        NOON, "anonymous", "fwknop", SOURCE, SENDER, "nas", "ssh-to-nas", reason);
  }

  static Event.Job told(String action, Event.Stage stage, String reason) {
    return new Event.Job(
        NOON,
        "alice",
        null,
        SOURCE,
        null,
        null,
        action,
        null,
        "p0v9x0ab",
        "steps",
        stage,
        reason,
        null,
        "");
  }

  @Test
  void theLastEndOfEachActionIsKnown() throws Exception {
    var failed = told("backup", Event.Stage.FAILED, "exit code 3");
    var done = told("dump", Event.Stage.DONE, "");
    save(told("backup", Event.Stage.DONE, ""), refused("no"), done, failed);
    save(told("backup", Event.Stage.STARTED, ""), told("new", Event.Stage.PROMISED, ""));
    assertThat(open.lastEnds()).containsExactly(failed, done);
  }

  @ParameterizedTest
  @EnumSource
  void eachStageComesBackAndTheLastOnesAreEnds(Event.Stage stage) throws Exception {
    var event = told("backup", stage, "why");
    save(event);
    assertThat(history(1)).containsExactly(event);
    assertThat(open.lastEnds()).hasSize(stage.isLast() ? 1 : 0);
  }

  @Test
  void historyComesBackNewestFirst() throws Exception {
    var granted =
        new Event.Granted(
            NOON,
            "alice",
            "SHA256:abc",
            SOURCE,
            SENDER,
            "nas",
            "ssh-to-nas",
            "k3v9x0ab",
            Duration.ofMinutes(15),
            "");
    var closed =
        new Event.Closed(NOON, "alice", SOURCE, null, "ssh-to-nas", "k3v9x0ab", "its time is over");
    var job =
        new Event.Job(
            NOON,
            "alice",
            "fwknop",
            SOURCE,
            SENDER,
            "backup",
            "backup",
            "k3v9x0ab",
            "p0v9x0ab",
            "steps",
            Event.Stage.FAILED,
            "",
            3,
            "no\nspace");
    var begun =
        new Event.Job(
            NOON,
            "alice",
            null,
            SOURCE,
            null,
            "backup",
            "backup",
            null,
            "p0v9x0ab",
            "steps",
            Event.Stage.STARTED,
            "",
            null,
            "");

    save(granted, refused("there is no action"), closed);
    save(job, begun);

    assertThat(history(10))
        .containsExactly(begun, job, closed, refused("there is no action"), granted);
    assertThat(history(2)).containsExactly(begun, job);
  }

  @Test
  void historyIsBounded() throws Exception {
    execute(
        "INSERT INTO event (at, word, client, source, action, reason) WITH RECURSIVE i (n) AS"
            + " (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 123456)"
            + " SELECT 0, 'refused', 'c', '203.0.113.9', 'a', 'number ' || n FROM i");

    save(refused("one too many"));

    assertThat(history(1).getFirst().reason()).isEqualTo("one too many");
    var oldest = open.history("", 123_457 - EventTable.MOST + 2, Integer.MAX_VALUE).events();
    assertThat(oldest).extracting(Event::reason).containsExactly("number 23458");
  }

  private void writeALot(int jobs) throws SQLException {
    execute(
        "INSERT INTO event (at, word, client, source, action, reason, job, part, stage, output)"
            + " WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < %d)"
                .formatted(jobs)
            + " SELECT 0, 'job', 'c', '203.0.113.9', 'a', '', 'p0v9x0ab', 'steps', 'DONE',"
            + " printf('%.65000c', 'x') || n FROM i");
  }

  @Test
  void aLongHistoryIsReadInPagesThatFitIntoMemory() throws Exception {
    writeALot(30);
    save(refused("newest"));
    var read = new ArrayList<Event>();
    long before = Page.NEWEST;
    int pages = 0;
    while (true) {
      var page = open.history("", before, 1000);
      if (page.events().isEmpty()) {
        break;
      }
      pages++;
      assertThat(outputs(page.events())).isLessThan(EventTable.MOST_AT_ONCE + 66_000);
      read.addAll(page.events());
      before = page.last();
    }
    assertThat(pages).isEqualTo(6);
    assertThat(read).hasSize(31);
    assertThat(read.getFirst()).isEqualTo(refused("newest"));
    assertThat(outputs(read)).isGreaterThan(30 * 65_000);
  }

  private static long outputs(List<Event> events) {
    return events.stream()
        .mapToLong(event -> event instanceof Event.Job job ? job.output().length() : 0)
        .sum();
  }

  @Test
  void olderOutputsAreCutToTheirEnd() throws Exception {
    writeALot(EventTable.MOST_WHOLE + 3);
    save(refused("trims"));

    var oldest = open.history("", 5, 10).events();
    assertThat(oldest)
        .extracting(event -> ((Event.Job) event).output().length())
        .containsExactly(65_001, 1028, 1028, 1028);
    assertThat(((Event.Job) oldest.getLast()).output()).startsWith("...\nxxx").endsWith("xx1");
    assertThat(open.lastEnds().getFirst().output()).hasSize(1028).endsWith("x1003");
  }

  @Test
  void historyCanBeThatOfAnActionAJobOrALease() throws Exception {
    var job = told("backup", Event.Stage.DONE, "");
    var closed =
        new Event.Closed(NOON, "alice", SOURCE, null, "ssh-to-nas", "k3v9x0ab", "its time is over");
    save(job, closed, refused("no"));
    assertThat(open.history("backup", Page.NEWEST, 9).events()).containsExactly(job);
    assertThat(open.history("p0v9x0ab", Page.NEWEST, 9).events()).containsExactly(job);
    assertThat(open.history("k3v9x0ab", Page.NEWEST, 9).events()).containsExactly(closed);
    assertThat(open.history("ssh-to-nas", Page.NEWEST, 1).events()).containsExactly(refused("no"));
    assertThat(open.history("nothing", Page.NEWEST, 9).events()).isEmpty();
  }
}
