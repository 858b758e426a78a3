package io.knockgate.e2e;

import static io.knockgate.lab.Lab.CLIENT_V4;
import static io.knockgate.lab.Lab.GATEWAY_V4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import io.knockgate.lab.Echo;
import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.RunningDaemon;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// kill -9 at random instants while jobs run, doors close and what follows them begins: nothing
/// that was told is lost, nothing whose end was told begins again, every door shuts on time.
///
/// `-Dknockgate.kills=200` for the long form.
@Tag("kernel")
class KilledTest {
  private static final int KILLS = Integer.getInteger("knockgate.kills", 8);
  private static final Duration OPEN = Duration.ofSeconds(2);
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path home;

  private final SplittableRandom random = new SplittableRandom(KILLS);
  private final AtomicLong lastAsked = new AtomicLong(Long.MIN_VALUE);
  private final List<String> openTooLong = new ArrayList<>();
  private Lab lab;
  private Echo behindTheDoor;
  private RunningDaemon daemon;
  private volatile boolean over;

  @BeforeEach
  void build() throws Exception {
    lab = Lab.open();
    behindTheDoor = Echo.serve(lab, Place.GATEWAY, "0.0.0.0", 443, "here");
    daemon =
        RunningDaemon.start(
            lab,
            home.resolve("daemon"),
            """
            gateway: {wan: [wan], guard: [tcp/443, tcp/22]}
            """,
            "count",
            "run: {command: [%s], timeout: 1m}\noverlap: queue\n"
                .formatted(
                    script(
                        "count",
                        "echo begin $KNOCKGATE_JOB >>%1$s; sleep 0.05; echo end $KNOCKGATE_JOB >>%1$s")),
            "door",
            "open: {port: tcp/443}\nfor: 2s\nthen: [{run: {command: [%s], timeout: 1m}}]\n"
                .formatted(script("after", "echo begin $KNOCKGATE_JOB $KNOCKGATE_LEASE >>%1$s")),
            "steps",
            """
            steps:
              - run: {command: [%s], timeout: 1m}
              - open: {port: tcp/22}
            for: 1s
            then: [{run: {command: [%s], timeout: 1m}}]
            """
                .formatted(
                    script("step", "echo begin $KNOCKGATE_JOB >>%1$s; sleep 0.05"),
                    home.resolve("after")));
  }

  @AfterEach
  void remove() throws Exception {
    over = true;
    daemon.stop();
    behindTheDoor.close();
    lab.close();
  }

  private String script(String name, String text) throws IOException {
    var script =
        Files.writeString(
            home.resolve(name), "#!/bin/sh\n" + text.formatted(home.resolve("log")) + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script.toString();
  }

  @Test
  void killedAtRandomItKeepsWhatItPromised() throws Exception {
    var prober = Thread.ofPlatform().daemon().start(this::probe);
    var clients = Thread.ofPlatform().daemon().start(this::ask);
    var ended = new HashSet<String>();
    for (int kill = 1; kill <= KILLS; kill++) {
      Thread.sleep(random.nextInt(1500)); // the instant is to be random
      daemon.kill();
      var repeated = begunSince(ended);
      assertThat(repeated).as("begun again after their end was told, kill " + kill).isEmpty();
      ended.clear();
      ended.addAll(told("stage IN ('DONE', 'FAILED', 'STOPPED', 'MISSED')"));
      read = log().size();
      daemon.start();
    }
    over = true;
    clients.join();
    await().atMost(LIMIT).until(() -> daemon.status().getAsJsonArray("jobs").isEmpty());
    await().atMost(LIMIT).until(() -> daemon.leases().isEmpty());
    await().atMost(LIMIT).until(() -> daemon.status().getAsJsonArray("jobs").isEmpty());
    prober.join();
    daemon.kill();

    assertThat(begunSince(ended)).isEmpty();
    var promised = told("stage IS NOT NULL");
    assertThat(promised).hasSizeGreaterThan(KILLS);
    // That a job is over and the line that tells it may fall into two writes. Then the line is
    // lost,
    // the job is not: it has been done, and does not begin again.
    var untold = new TreeSet<>(promised);
    untold.removeAll(told("stage IN ('DONE', 'FAILED', 'STOPPED', 'MISSED')"));
    var done = new TreeSet<String>();
    log().forEach(line -> done.add(line.split(" ", -1)[1]));
    assertThat(done).containsAll(untold);
    assertThat(untold).hasSizeLessThanOrEqualTo(KILLS);
    assertThat(told("stage IN ('FAILED', 'STOPPED', 'MISSED')")).isEmpty();
    // An opening may die untold between two writes; its end is told all the same.
    assertThat(leases("closed")).containsAll(leases("granted"));
    var followed = new TreeSet<String>();
    log().forEach(line -> followed.add(line.replaceAll(".* ", "")));
    assertThat(followed).containsAll(leases("granted"));
    assertThat(openTooLong).isEmpty();
    daemon.start();
  }

  private int read;

  /// Which of these jobs have begun since the log was read last.
  private Set<String> begunSince(Set<String> ended) throws IOException {
    var begun = new TreeSet<String>();
    for (var line : log().subList(read, log().size())) {
      var words = line.split(" ", -1);
      if (words[0].equals("begin") && ended.contains(words[1])) {
        begun.add(words[1]);
      }
    }
    return begun;
  }

  private List<String> log() throws IOException {
    var log = home.resolve("log");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  private Set<String> told(String which) throws SQLException {
    return column("SELECT job FROM event WHERE word = 'job' AND " + which);
  }

  private Set<String> leases(String word) throws SQLException {
    return column("SELECT lease FROM event WHERE word = '" + word + "'");
  }

  private Set<String> column(String query) throws SQLException {
    var values = new TreeSet<String>();
    var file = home.resolve("daemon/state/knockgate.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var rows = connection.createStatement().executeQuery(query)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  /// Asks for jobs and doors all the time, whether or not a daemon hears it.
  private void ask() {
    var wishes = new SplittableRandom(1);
    try {
      while (!over) {
        var what = wishes.nextInt(4);
        var action = what == 0 ? "steps" : "count";
        Thread.ofVirtual().start(() -> trigger(action));
        if (System.nanoTime() - lastAsked.get() > OPEN.plus(GRACE).multipliedBy(2).toNanos()
            || lastAsked.get() == Long.MIN_VALUE) {
          lastAsked.set(System.nanoTime());
          trigger("door");
        }
        Thread.sleep(150);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void trigger(String action) {
    var arguments = new JsonObject();
    arguments.addProperty("action", action);
    arguments.addProperty("source", CLIENT_V4);
    daemon.tryToAsk("trigger", arguments);
  }

  /// Connects all the time, as the client.
  private void probe() {
    try {
      lab.inside(
          Place.CLIENT,
          () -> {
            while (!over || System.nanoTime() - lastAsked.get() < OPEN.plus(GRACE).toNanos() * 2) {
              long asked = lastAsked.get();
              if (connects() && System.nanoTime() - asked > OPEN.plus(GRACE).toNanos()) {
                openTooLong.add("open " + (System.nanoTime() - asked) + " ns after the wish");
              }
            }
            return null;
          });
    } catch (Exception failed) {
      openTooLong.add("the prober failed: " + failed);
    }
  }

  private static boolean connects() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(GATEWAY_V4, 443), 200);
      return true;
    } catch (IOException shut) {
      return false;
    }
  }
}
