package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.RunningDaemon;
import io.knockgate.linux.UnixReceiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The ruleset is flushed a hundred times a second. Knocks are heard, doors shut on time, systemd
/// gets its signs of life, and the log stays short.
class StormTest extends Faults {
  private static final Duration REST = Duration.ofMillis(10);
  private static final int FLUSHES = times(200, 6_000);

  /// systemd would wait so long for a sign of life.
  private static final Duration WATCHDOG = Duration.ofSeconds(10);

  private static final String RESET = CONFIG.replace("tcp/443]}", "tcp/443], closed: reset}");

  private volatile boolean heard;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itStarvesNobody(boolean flooded) throws Exception {
    var socket = home.resolve("notify");
    var watchdog = closeLater(UnixReceiver.bind(socket.toString()));
    start(socket);
    var signs = signsOfLife(watchdog);
    var gaps = closeLater(GapProbe.of(lab, PORT));
    gaps.awaitShut();
    if (flooded) {
      lab.start(
          Place.CLIENT,
          "hping3",
          "-q",
          "-S",
          "-p",
          "443",
          "--rand-source",
          "-i",
          "u200",
          "198.51.100.1");
    }
    long begun = System.nanoTime();
    var storm = CompletableFuture.runAsync(this::flush);
    int knocks = 0;
    do {
      knock();
      knocks++;
      Thread.sleep(200); // between knocks, as a person would
      if (isGranted()) {
        heard = true;
      }
    } while (!storm.isDone());
    storm.join();
    assertThat(heard).as("a knock was granted while it stormed").isTrue();
    gaps.awaitShut();
    var found = gaps.gaps();
    gaps.forget();
    new Row(
            "the ruleset is flushed 100 times a second",
            "%d times%s".formatted(FLUSHES, flooded ? ", beside 5,000 spoofed SYNs a second" : ""),
            FLUSHES,
            gaps.admitted(),
            null,
            null,
            found)
        .write();
    assertThat(gaps.admitted()).isZero();
    assertThat(daemon().told("granted", "web")).isNotNull();
    assertThat(daemon().told("closed", "web")).isNotNull();
    assertThat(within(LIMIT, () -> daemon().leases().isEmpty())).isTrue();
    assertThat(signs).isNotEmpty().allSatisfy(pause -> assertThat(pause).isLessThan(WATCHDOG));
    var health = daemon().status().getAsJsonObject("health");
    assertThat(health.get("restored").getAsLong()).isPositive();
    long lines = daemon().log().lines().filter(line -> line.contains("somebody changed")).count();
    long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
    assertThat(lines).as("one a second").isBetween(1L, seconds + 2);
    assertThat(daemon().log().lines().count()).isLessThan(100L + 10L * knocks);
  }

  private void start(Path socket) throws Exception {
    keep(
        RunningDaemon.startBy(
            List.of("env", "NOTIFY_SOCKET=" + socket, "WATCHDOG_USEC=" + WATCHDOG.toNanos() / 1000),
            lab,
            home.resolve("daemon"),
            RESET,
            "web",
            "open: {port: tcp/443}\nfor: 1s\n"));
  }

  /// A knock in the instant of a flush may be refused, and is told; the next one isn't.
  private boolean isGranted() throws Exception {
    return daemon().history().asList().stream()
        .anyMatch(event -> event.getAsJsonObject().get("event").getAsString().equals("granted"));
  }

  private void flush() {
    try {
      var stranger = new Stranger(lab);
      stranger.flush(FLUSHES, REST);
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (!heard && System.nanoTime() - deadline < 0) { // on a machine that does much besides
        stranger.flush(10, REST);
      }
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  /// How long systemd waits for each sign of life from now on; the last pause is not over.
  private static List<Duration> signsOfLife(UnixReceiver watchdog) {
    var pauses = new CopyOnWriteArrayList<Duration>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              long last = System.nanoTime();
              try {
                while (true) {
                  if (watchdog.next().contains("WATCHDOG=1")) {
                    pauses.add(Duration.ofNanos(System.nanoTime() - last));
                    last = System.nanoTime();
                  }
                }
              } catch (AssertionError over) {
                // nobody gives any more
              }
            });
    return pauses;
  }
}
