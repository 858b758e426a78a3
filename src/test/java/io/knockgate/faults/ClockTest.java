package io.knockgate.faults;

import static io.knockgate.lab.Lab.CLIENT_V4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.RunningDaemon;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jobs that wait while somebody steps the wall clock: for a delay they wait by the monotonic
/// clock, for hours that people named by the wall clock.
@Tag("kernel")
class ClockTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path home;
  private Lab lab;
  private @Nullable RunningDaemon running;

  @BeforeEach
  void build() throws Exception {
    lab = Lab.open();
  }

  @AfterEach
  void remove() throws Exception {
    if (running != null) {
      running.stop();
    }
    lab.close();
  }

  private RunningDaemon daemon() {
    return Objects.requireNonNull(running);
  }

  /// Starts the daemon at this time.
  private void start(Instant at, String... actions) throws Exception {
    clock().set(at);
    running = clock().start(lab, "gateway: {wan: [wan], guard: [tcp/443, tcp/22]}\n", actions);
  }

  private FakeTime clock() {
    return new FakeTime(home);
  }

  /// Sets the daemon's clock so far from the true one.
  private void step(Duration off) throws Exception {
    clock().set(Instant.now().plus(off));
  }

  private void trigger(String action) {
    var arguments = new JsonObject();
    arguments.addProperty("action", action);
    arguments.addProperty("source", CLIENT_V4);
    daemon().tryToAsk("trigger", arguments);
  }

  private boolean isDone(String action) throws Exception {
    return daemon().history().asList().stream()
        .map(event -> event.getAsJsonObject())
        .filter(event -> event.get("event").getAsString().equals("job"))
        .anyMatch(
            event ->
                event.get("action").getAsString().equals(action)
                    && event.get("stage").getAsString().equals("done"));
  }

  private void promised(String action) {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                daemon().status().getAsJsonArray("jobs").asList().stream()
                    .anyMatch(job -> job.toString().contains(action)));
  }

  private boolean isOpen(int port) throws Exception {
    return lab.run(
                Place.CLIENT,
                "bash",
                "-c",
                "timeout 1 bash -c 'exec 3<>/dev/tcp/%s/%d'".formatted(Lab.GATEWAY_V4, port))
            .exit()
        == 0;
  }

  @Test
  void tenMinutesBackATryIsNotLate() throws Exception {
    start(
        Instant.now(),
        "again",
        "run: {command: [/bin/false], timeout: 1m}\nretry: {times: 1, after: 5s}\n");
    Thread.ofVirtual().start(() -> trigger("again"));
    promised("again");

    step(Duration.ofMinutes(-10));

    await().atMost(LIMIT).until(() -> daemon().status().getAsJsonArray("jobs").isEmpty());
    daemon().awaitWritten();
    assertThat(text(daemon().told("job", "again"), "stage")).isEqualTo("failed");
  }

  @Test
  void anHourForwardNeitherADoorNorADelayIsOverAndHoursHaveCome() throws Exception {
    var now = Instant.now();
    start(
        now,
        "door",
        "open: {port: tcp/443}\nfor: 5m\n",
        "later",
        "run: {command: [/bin/true], timeout: 1m}\nafter: 30m\n",
        "night",
        "run: {command: [/bin/true], timeout: 1m}\nwhen: {hours: \"%s-%s\", zone: UTC, outside: wait}\n"
            .formatted(minute(now.plusSeconds(1800)), minute(now.plusSeconds(4 * 3600))));
    lab.start(Place.GATEWAY, "nc", "-lk", "443");
    trigger("door");
    trigger("later");
    trigger("night");
    promised("later");
    promised("night");
    assertThat(isDone("night")).isFalse();

    step(Duration.ofHours(1));

    await().atMost(LIMIT).until(() -> isDone("night"));
    assertThat(isDone("later")).isFalse();
    promised("later");
    assertThat(daemon().leases()).hasSize(1);
    await().atMost(LIMIT).until(() -> isOpen(443));
  }

  private static String minute(Instant at) {
    return DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC).format(at);
  }

  @Test
  void hoursThatTheSpringLeavesOutBeginWithTheChange() throws Exception {
    aNightBegins("2026-03-29T01:00:00Z", "02:30-03:30");
  }

  @Test
  void hoursThatTheAutumnRepeatsBeginTheFirstTime() throws Exception {
    aNightBegins("2026-10-25T00:30:00Z", "02:30-02:45");
  }

  /// The clock is set on while the job waits, to a moment before the hours begin.
  private void aNightBegins(String begin, String hours) throws Exception {
    var at = Instant.parse(begin);
    start(
        at.minus(Duration.ofMinutes(10)),
        "night",
        "run: {command: [/bin/true], timeout: 1m}\nwhen: {hours: \"%s\", zone: Europe/Berlin, outside: wait}\n"
            .formatted(hours));
    trigger("night");
    promised("night");
    assertThat(text(daemon().status().getAsJsonArray("jobs").get(0), "due"))
        .startsWith(begin.substring(0, 16));
    step(Duration.between(Instant.now(), at.minus(Duration.ofSeconds(3))));
    await().atMost(LIMIT).until(() -> isDone("night"));
    var begun = Instant.parse(text(daemon().told("job", "night"), "at"));
    assertThat(begun).isBetween(at.minusSeconds(1), at.plus(LIMIT));
    assertThat(daemon().status().getAsJsonArray("jobs")).isEmpty();
  }

  private static String text(JsonElement object, String name) {
    return object.getAsJsonObject().get(name).getAsString();
  }
}
