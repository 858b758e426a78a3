package io.knockgate.faults;

import static io.knockgate.lab.TimedKnocks.NAMES;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.knockgate.lab.TimedKnocks;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Knocks of every kind while the gateway's clock is wrong, and after it was set. Those that know
/// the time are refused meanwhile, with a reason that says what our clock says, and are heard
/// again then: no mark of the wrong time keeps them out. A sequence is heard all the time.
class WrongClockTest extends Faults {
  private static final Instant BOOT = Instant.parse("1970-01-01T00:04:00Z");
  private static final List<String> PACKETS = List.of("signed", "phones");

  private FakeTime clock;
  private TimedKnocks knocks;
  private int steps;

  /// How far the daemon's clock is from the true one.
  private Duration off = Duration.ZERO;

  @BeforeEach
  void boot() throws Exception {
    clock = new FakeTime(home);
    knocks = new TimedKnocks(lab, home.resolve("keys"));
    clock.set(BOOT);
    keep(
        clock.start(
            lab,
            "gateway: {wan: [wan], guard: [tcp/22, tcp/443]}\n"
                + knocks.config()
                + "  web: {sequence: [2033, 3022, 6712, 4998], action: web}\n",
            "web",
            "open: {port: tcp/443}\nfor: %ds\n".formatted(OPEN.toSeconds()),
            "open-ssh",
            "open: {port: tcp/22}\nfor: 5m\n"));
  }

  @Test
  void knocksThatKnowTheTimeWaitForTheClockAndOthersDont() throws Exception {
    var today = Instant.now();
    opensBySequence();
    knocks.send("rolling", today);
    knocks.send("sealed", today);
    for (var packet : PACKETS) {
      refused(packet, today, "ahead of ours, which says 1970-01-01T00:0");
    }
    assertThat(troubles()).contains("the machine's clock says 1970-01-01T00:0");

    set(Instant.now());
    allAreHeard(1);
    assertThat(troubles()).doesNotContain("clock");

    var yesterday = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofHours(12));
    set(yesterday);
    for (var packet : PACKETS) {
      refused(packet, Instant.now(), "ahead of ours, which says " + day(yesterday));
    }
    opensBySequence();

    set(Instant.now().plus(Duration.ofHours(1)));
    allAreHeard(2);

    set(Instant.parse("2038-01-19T03:14:30Z"));
    allAreHeard(3);
  }

  /// Sets the daemon's clock, and waits until it has seen that.
  private void set(Instant to) throws Exception {
    off = Duration.between(Instant.now(), to);
    clock.set(to);
    steps++;
    assertThat(
            within(
                LIMIT,
                () ->
                    daemon().log().lines().filter(line -> line.contains("was stepped by")).count()
                        == steps))
        .isTrue();
  }

  private void opensBySequence() throws Exception {
    int before = probe.opened();
    knock();
    assertThat(within(LIMIT, () -> probe.opened() > before)).isTrue();
  }

  private void refused(String knock, Instant at, String reason) throws Exception {
    knocks.send(knock, at);
    assertThat(within(LIMIT, () -> told("refused", knock).anyMatch(it -> says(it, reason))))
        .as(knock)
        .isTrue();
  }

  /// Each kind is granted where its clock is the daemon's, and no more often than it was knocked
  /// in time.
  private void allAreHeard(int times) throws Exception {
    for (var knock : NAMES) {
      var at = Instant.now().plus(off);
      knocks.send(knock, at);
      assertThat(within(LIMIT, () -> told("granted", knock).count() == times))
          .as(() -> knock + " at " + at)
          .isTrue();
    }
  }

  private static String day(Instant at) {
    return at.toString().substring(0, 11);
  }

  private Stream<JsonObject> told(String event, String knock) throws Exception {
    return daemon().history().asList().stream()
        .map(it -> it.getAsJsonObject())
        .filter(it -> it.get("event").getAsString().equals(event))
        .filter(it -> it.get("knock").toString().equals("\"" + knock + "\""));
  }

  private static boolean says(JsonObject event, String words) {
    return event.get("reason").getAsString().contains(words);
  }

  private String troubles() throws Exception {
    return daemon().status().getAsJsonObject("health").get("troubles").toString();
  }
}
