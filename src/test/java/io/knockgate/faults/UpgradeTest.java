package io.knockgate.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.RunningDaemon;
import io.knockgate.linux.Boot;
import io.knockgate.time.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The daemon is replaced by another version of itself with a door open.
class UpgradeTest extends Faults {
  private static final int TIMES = times(1, 25);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String[] ACTIONS = {
    "web", "open: {port: tcp/443}\nfor: 1h\n",
    "later", "run: {command: [/bin/true], timeout: 1m}\nafter: 10h\n"
  };

  private Path database() {
    return home.resolve("daemon/state/knockgate.db");
  }

  private void execute(String script) throws Exception {
    Files.createDirectories(database().getParent());
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        var statement = connection.createStatement()) {
      for (var sql : script.strip().split(";\n", -1)) {
        statement.execute(sql);
      }
    }
  }

  /// @return the database that a daemon of that schema left at that moment
  private String left(int schema, Moment now) throws Exception {
    try (var text = UpgradeTest.class.getResourceAsStream("schema-%d.sql".formatted(schema))) {
      var until = now.plus(HOUR);
      return new String(Objects.requireNonNull(text).readAllBytes(), UTF_8)
          .replace(":now_wall", nanos(now.wall()))
          .replace(":now_nanos", Long.toString(now.nanos()))
          .replace(":until_wall", nanos(until.wall()))
          .replace(":until_nanos", Long.toString(until.nanos()))
          .replace(":boot", Boot.id());
    }
  }

  private static String nanos(Instant wall) {
    return Long.toString(ChronoUnit.NANOS.between(Instant.EPOCH, wall));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void aDoorThatAnOlderVersionOpenedKeepsItsTime(int schema) throws Exception {
    var now = Moment.now();
    execute(left(schema, now));
    start(CONFIG, ACTIONS);
    probe.mayOpen(HOUR);
    until(() -> probe.opened() > 0);
    var lease = daemon().leases().get(0).getAsJsonObject();
    assertThat(lease.get("id").getAsString()).isEqualTo("0gyynecs");
    assertThat(Instant.parse(lease.get("closes").getAsString()))
        .isBetween(now.wall().plus(HOUR).minusSeconds(2), now.wall().plus(HOUR).plusSeconds(2));
    assertThat(daemon().told("granted", "web").get("reason").getAsString()).isEqualTo("of before");
    assertThat(daemon().status().getAsJsonArray("jobs")).hasSize(schema == 4 ? 1 : 0);
    assertThat(daemon().log()).doesNotContain("knockgate.db");
    Row.withoutDoor("upgrade", "a database of schema %d with a door open".formatted(schema), 1)
        .write();
  }

  @Test
  void aReplacedDaemonsDoorsKeepTheirTime() throws Exception {
    start();
    var ready = new ArrayList<Duration>();
    for (int i = 0; i < TIMES; i++) {
      knockUntilOpen();
      daemon().stop();
      ready.add(until(this::started));
      waitUntilShut();
    }
    Row.of("upgrade", "the daemon is replaced with a door open", TIMES, probe.faults(), ready)
        .write();
    assertThat(probe.openTooLong()).isEmpty();
  }

  private boolean started() throws Exception {
    daemon().start();
    return true;
  }

  @Test
  void aDowngradeIsRefusedWithItsCauseAndDoorsKeepTheirTime() throws Exception {
    start();
    knockUntilOpen();
    daemon().stop();
    execute("INSERT INTO schema_version SELECT MAX(version) + 1 FROM schema_version");
    var config = daemon().home().resolve("config.yaml");
    var refused = lab.run(Place.GATEWAY, RunningDaemon.java("run", config).toArray(String[]::new));
    assertThat(refused.exit()).isEqualTo(74);
    assertThat(refused.text()).contains("knockgate.db can't be used: a newer knockgate made it");
    waitUntilShut();
    assertThat(probe.openTooLong()).isEmpty();
    execute("DELETE FROM schema_version WHERE version = (SELECT MAX(version) FROM schema_version)");
    daemon().start();
    assertThat(daemon().told("closed", "web")).isNotNull();
    Row.of(
            "downgrade",
            "a database of a newer schema, with a door open",
            1,
            probe.faults(),
            List.of())
        .write();
  }
}
