package io.knockgate.e2e;

import static io.knockgate.lab.Lab.CLIENT_V4;
import static io.knockgate.lab.Lab.GATEWAY_V4;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.knockgate.lab.Lab.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Jobs, from the knock to what `history` says of their end.
@Tag("kernel")
class JobsTest extends EndToEnd {
  private static final String[] KNOCK_WAKE = {"7101", "9102", "7205", "8303"};

  @Override
  String config() {
    return super.config()
        + """
          wake:
            sequence: [7101, 9102, 7205, 8303]
            action: wake-nas
          wake-shut:
            sequence: [8303, 7205, 9102, 7102]
            close: wake-nas
          ahead:
            sequence: [6101, 9303, 4205, 7404]
            action: wait-for-it
          not-ahead:
            sequence: [7404, 4205, 9303, 6102]
            close: wait-for-it
        notify:
          file: {command: [%s, "{event}", "{action}", "{client}"]}
        """
            .formatted(script("tell", "echo \"$@\" >>%s".formatted(file("told"))));
  }

  @Override
  String[] actions() {
    return new String[] {
      "ssh-to-nas",
      "forward: {port: tcp/2222, to: 10.20.0.5:22}\nfor: 10m\n",
      "open-ssh",
      "open: {port: tcp/22}\nfor: 10m\n",
      "ssh-to-other",
      "forward: {port: tcp/2222, to: 10.20.0.6:22}\nfor: 10m\n",
      "backup",
      "run: {command: [/bin/echo, backed, up, for, \"{source}\"], timeout: 1m}\nnotify: [file]\n",
      "wake-nas",
      """
      steps:
        - wake: {mac: "3c:52:82:00:00:01", interface: lan}
        - wait: {until: 10.20.0.5:8022, at-most: 60s}
        - forward: {port: tcp/2200, to: 10.20.0.5:8022}
      for: 10m
      then:
        - run: {command: [%s], timeout: 1m}
      """
          .formatted(script("suspend", "echo \"$KNOCKGATE_LEASE\" >>" + file("suspended"))),
      "nobody-there",
      """
      steps:
        - open: {port: tcp/443}
        - wait: {until: 10.20.0.77:22, at-most: 1s}
      for: 10m
      """,
      "third-time",
      """
      run: {command: [%s], timeout: 1m}
      retry: {times: 3, after: 1s}
      """
          .formatted(
              script(
                  "third",
                  "echo try >>%1$s; echo no luck; test $(wc -l <%1$s) = 3"
                      .formatted(file("tries")))),
      "warns",
      "run: {command: [/bin/sh, -c, \"echo partly; exit 3\"], timeout: 1m, warnings: [3]}\n",
      "fails",
      "run: {command: [/bin/sh, -c, \"echo broken; exit 7\"], timeout: 1m}\n",
      "hangs",
      """
      steps:
        - run: {command: [%s], timeout: 1h}
        - open: {port: tcp/443}
      for: 10m
      """
          .formatted(script("hang", "echo up; setsid sleep 98765 & sleep 98765")),
      "two-doors",
      """
      steps:
        - open: {port: tcp/443}
        - run: {command: [/bin/sleep, "98766"], timeout: 1m}
        - forward: {port: tcp/2201, to: 10.20.0.5:22}
      for: 10m
      """,
      "long",
      "run: {command: [%s], timeout: 1h}\n"
          .formatted(
              script(
                  "long", "echo $KNOCKGATE_JOB >>%s; exec sleep 98764".formatted(file("begun")))),
      "brief",
      "open: {port: tcp/443}\nfor: 2s\n",
      "wait-for-it",
      "open: {port: tcp/443}\nfor: 10m\nafter: 1h\n",
      "opens-and-ends",
      """
      steps:
        - run: {command: [/bin/echo, first], timeout: 1m}
        - open: {port: asked, among: [tcp/443]}
      for: 10m
      then:
        - run: {command: [/bin/sleep, "54321"], timeout: 1h}
      """,
      "later",
      "run: {command: [/bin/echo, late], timeout: 1m}\nafter: 2s\n",
      "never-now",
      "open: {port: tcp/443}\nfor: 10m\nwhen: {days: [%s], zone: UTC}\n".formatted(yesterday()),
    };
  }

  private static String yesterday() {
    return java.time.LocalDate.now(java.time.ZoneOffset.UTC)
        .minusDays(2)
        .getDayOfWeek()
        .name()
        .substring(0, 3)
        .toLowerCase(java.util.Locale.ROOT);
  }

  /// A file of this test's.
  private Path file(String name) {
    return home("files").resolve(name);
  }

  private String script(String name, String text) {
    try {
      Files.createDirectories(home("files"));
      var script = Files.writeString(file(name), "#!/bin/bash\n" + text + "\n");
      assertThat(script.toFile().setExecutable(true)).isTrue();
      return script.toString();
    } catch (java.io.IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  private List<String> lines(String name) throws Exception {
    return Files.exists(file(name)) ? Files.readAllLines(file(name)) : List.of();
  }

  /// How the last job of an action ended, once one has.
  private JsonObject end(String action) {
    eventually(() -> ended(action) != null);
    return Objects.requireNonNull(ended(action));
  }

  private @Nullable JsonObject ended(String action) {
    try {
      for (var element : daemon.history()) {
        var event = element.getAsJsonObject();
        if (event.get("action").getAsString().equals(action)
            && event.get("event").getAsString().equals("job")
            && List.of("done", "failed", "stopped", "missed")
                .contains(event.get("stage").getAsString())) {
          return event;
        }
      }
      return null;
    } catch (Exception unreachable) {
      throw new AssertionError(unreachable);
    }
  }

  private static String text(JsonObject event, String name) {
    return event.get(name).getAsString();
  }

  @Test
  void aKnockWakesAHostThatComesUpLateAndForwardsToItThen() throws Exception {
    var sniffer =
        lab.start(Place.HOST, "tcpdump", "-ni", "lan-h", "-c", "1", "udp", "dst", "port", "9");
    eventually(() -> sniffer.inputReader().readLine().contains("listening"));
    knock(GATEWAY_V4, KNOCK_WAKE);
    assertThat(sniffer.waitFor()).isZero();
    eventually(() -> doing("wake-nas").contains("10.20.0.5:8022"));
    assertThat(daemon.leases()).isEmpty();
    assertThat(opens(2200)).isFalse();

    lab.start(Place.HOST, "nc", "-lk", "8022");
    eventually(() -> opens(2200));
    assertThat(text(end("wake-nas"), "stage")).isEqualTo("done");
    var lease = text(daemon.leases().get(0).getAsJsonObject(), "id");
    knock(GATEWAY_V4, "8303", "7205", "9102", "7102");
    eventually(() -> lines("suspended").equals(List.of(lease)));
    assertThat(opens(2200)).isFalse();
  }

  private String doing(String action) throws Exception {
    for (var element : daemon.status().getAsJsonArray("jobs")) {
      var job = element.getAsJsonObject();
      if (text(job, "action").equals(action)) {
        return text(job, "doing");
      }
    }
    return "";
  }

  @Test
  void aFailedStepShutsTheDoorsBeforeItAndIsTold() throws Exception {
    var answer = daemon.knockgate("trigger", "nobody-there", "--source", CLIENT_V4);
    assertThat(answer.exit()).isEqualTo(74);
    assertThat(answer.text()).contains("step 2 of 2").contains("10.20.0.77:22");
    assertThat(text(daemon.told("closed", "nobody-there"), "reason")).contains("10.20.0.77:22");
    eventually(() -> daemon.leases().isEmpty());
    assertThat(opens(443)).isFalse();
    assertThat(text(end("nobody-there"), "reason")).contains("step 2 of 2");
  }

  @Test
  void aJobThatFailsIsTriedAgainAndEachTryIsTold() throws Exception {
    assertThat(daemon.knockgate("trigger", "third-time").exit()).isZero();
    assertThat(text(end("third-time"), "stage")).isEqualTo("done");
    assertThat(lines("tries")).hasSize(3);
    var stages =
        daemon.history().asList().stream()
            .map(event -> event.getAsJsonObject())
            .filter(event -> text(event, "action").equals("third-time"))
            .map(event -> text(event, "stage"))
            .toList();
    assertThat(stages)
        .containsExactly("done", "started", "retrying", "started", "retrying", "started");
  }

  @Test
  void triggerEndsAsTheJobDoesAndHistoryKeepsItsOutput() throws Exception {
    var warned = daemon.knockgate("trigger", "warns");
    assertThat(warned.exit()).isEqualTo(3);
    assertThat(warned.text()).contains("partly");
    assertThat(text(end("warns"), "stage")).isEqualTo("done");
    assertThat(daemon.knockgate("trigger", "fails").exit()).isEqualTo(7);
    assertThat(text(end("fails"), "stage")).isEqualTo("failed");
    assertThat(text(end("fails"), "output")).isEqualTo("broken\n");
    assertThat(daemon.knockgate("history").text()).contains("failed").contains("\n    broken");
    assertThat(daemon.knockgate("status").text()).contains("last fails: failed");
  }

  @Test
  void aHundredHungJobsHoldUpNoDoorAndCloseStopsThemAll() throws Exception {
    for (int i = 1; i <= 100; i++) {
      var wish = new JsonObject();
      wish.addProperty("action", "hangs");
      wish.addProperty("source", "203.0.113." + i);
      wish.addProperty("detached", true);
      daemon.tryToAsk("trigger", wish);
    }
    assertThat(daemon.status().getAsJsonArray("jobs")).hasSize(100);
    eventually(() -> sleepers() == 2 * 64);
    assertThat(daemon.knockgate("status").text())
        .contains("running for", "step 1 of 2: run", "\n    up", "queued");

    var brief = new JsonObject();
    brief.addProperty("action", "brief");
    brief.addProperty("source", CLIENT_V4);
    daemon.tryToAsk("trigger", brief);
    daemon.told("granted", "brief");
    eventually(() -> daemon.leases().isEmpty());
    assertThat(text(daemon.told("closed", "brief"), "reason")).isEqualTo("its time is over");
    knock(GATEWAY_V4, Setup.KNOCK_SSH);
    eventually(() -> opens(22));

    assertThat(daemon.knockgate("close", "hangs").text()).startsWith("stopped ");
    eventually(() -> daemon.status().getAsJsonArray("jobs").isEmpty());
    assertThat(sleepers()).isZero();
    assertThat(text(end("hangs"), "reason")).contains("stopped by root");
  }

  private long sleepers() throws Exception {
    return lab.run(Place.GATEWAY, "pgrep", "-fx", "sleep 98765").text().lines().count();
  }

  @Test
  void aLeaseThatIsClosedTakesItsJobWithIt() throws Exception {
    var wish = new JsonObject();
    wish.addProperty("action", "two-doors");
    wish.addProperty("source", CLIENT_V4);
    wish.addProperty("detached", true);
    daemon.tryToAsk("trigger", wish);
    eventually(() -> daemon.leases().size() == 1);
    var lease = text(daemon.leases().get(0).getAsJsonObject(), "id");
    assertThat(daemon.knockgate("close", lease).exit()).isZero();
    var end = end("two-doors");
    assertThat(text(end, "stage")).isEqualTo("stopped");
    assertThat(text(end, "reason")).contains(lease, "closed by root");
    assertThat(daemon.leases()).isEmpty();
    assertThat(lab.run(Place.GATEWAY, "pgrep", "-fx", "/bin/sleep 98766").text()).isEmpty();
  }

  @Test
  void aClosingKnockCancelsWhatIsAhead() throws Exception {
    knock(GATEWAY_V4, "6101", "9303", "4205", "7404");
    eventually(() -> daemon.knockgate("status").text().contains("wait-for-it"));
    assertThat(daemon.knockgate("status").text()).contains("promised, begins in");
    knock(GATEWAY_V4, "7404", "4205", "9303", "6102");
    var end = end("wait-for-it");
    assertThat(text(end, "stage")).isEqualTo("stopped");
    assertThat(text(end, "reason")).isEqualTo("closed by a knock");
    assertThat(daemon.status().getAsJsonArray("jobs")).isEmpty();
  }

  @Test
  void aStopOfTheWholeProcessGroupEndsNoJob() throws Exception {
    var wish = new JsonObject();
    wish.addProperty("action", "long");
    wish.addProperty("detached", true);
    daemon.tryToAsk("trigger", wish);
    eventually(() -> lines("begun").size() == 1);
    daemon.stopGroup();
    daemon.start();
    eventually(() -> lines("begun").size() == 2);
    assertThat(lines("begun")).containsOnly(lines("begun").getFirst());
    assertThat(ended("long")).isNull();
    daemon.awaitWritten();
    assertThat(text(daemon.told("job", "long"), "reason"))
        .isEqualTo("again, because it was interrupted");
    assertThat(daemon.knockgate("close", "long").text()).startsWith("stopping ");
    assertThat(text(end("long"), "stage")).isEqualTo("stopped");
  }

  @Test
  void aJobCanBeginLater() throws Exception {
    var answer = daemon.knockgate("trigger", "later");
    assertThat(answer.exit()).isZero();
    assertThat(answer.text()).contains("begins at");
    assertThat(text(end("later"), "output")).isEqualTo("late\n");
  }

  @Test
  void outsideOfItsHoursAnActionIsRefused() throws Exception {
    var answer = daemon.knockgate("trigger", "never-now", "--source", CLIENT_V4);
    assertThat(answer.exit()).isEqualTo(65);
    assertThat(answer.text()).contains("outside of the action's hours");
    assertThat(opens(443)).isFalse();
  }

  @Test
  void whoIsToBeToldIsTold() throws Exception {
    knock(GATEWAY_V4, "61001", "33002", "47003", "29004");
    eventually(() -> lines("told").contains("job-ok backup anonymous"));
  }

  @Test
  void whatFollowsALeaseIsStoppedByItsIdAloneAndSaysWhichPartItIs() throws Exception {
    var answer =
        daemon.knockgate(
            "trigger", "opens-and-ends", "--source", CLIENT_V4, "--port", "tcp/443", "--for", "5m");
    assertThat(answer.exit()).isZero();
    assertThat(answer.text()).containsPattern("lease [a-z0-9]{8}: opens-and-ends for " + CLIENT_V4);
    var lease = daemon.leases().get(0).getAsJsonObject();
    assertThat(lease.getAsJsonArray("doors").get(0).getAsString()).isEqualTo("tcp/443");

    assertThat(daemon.knockgate("close", "--all").text()).startsWith("closed ");
    eventually(() -> !doing("opens-and-ends").isEmpty());
    assertThat(daemon.knockgate("close", "--all").text()).contains("no job is under way");
    assertThat(daemon.knockgate("close", "opens-and-ends").exit()).isZero();
    var job = daemon.status().getAsJsonArray("jobs").get(0).getAsJsonObject();
    assertThat(text(job, "part")).isEqualTo("then");
    assertThat(text(job, "state")).isEqualTo("running");

    assertThat(daemon.knockgate("close", text(job, "id")).text())
        .containsPattern("stopp(ed|ing) " + text(job, "id"));
    eventually(() -> daemon.status().getAsJsonArray("jobs").isEmpty());
    daemon.awaitWritten();
    assertThat(daemon.knockgate("status").text())
        .contains("last opens-and-ends: done", "last opens-and-ends, then: stopped");
    assertThat(daemon.knockgate("history", text(job, "id")).text().lines().skip(1))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("  then  "));
  }

  @Test
  void aWrongNameIsToldWithTheNearest() throws Exception {
    var answer = daemon.knockgate("trigger", "wake-na");
    assertThat(answer.exit()).isEqualTo(65);
    assertThat(answer.text()).contains("there is no action wake-na, did you mean \"wake-nas\"?");
  }
}
