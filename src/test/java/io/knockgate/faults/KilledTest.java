package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.knockgate.lab.Lab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// kill -9 at random instants while people knock doors open and shut, jobs run and what follows
/// begins: nothing that was told is lost, nothing ends untold, nothing whose end was told begins
/// again, every door shuts on time. `-Dknockgate.kills=40` for another number.
class KilledTest extends Faults {
  private static final int KILLS = Integer.getInteger("knockgate.kills", times(5, 1_000));
  private static final String[] KNOCK_SHUT = {"4113", "4998", "6712", "3022"};
  private static final int LATEST_MILLIS = 700;
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final SplittableRandom random = new SplittableRandom(KILLS);
  private final List<Duration> recovered = new ArrayList<>();
  private final List<String> repeated = new ArrayList<>();
  private Set<String> ended = Set.of();
  private JobLog log;
  private volatile boolean over;

  /// When somebody knocked last.
  private volatile long knocked = System.nanoTime();

  @BeforeEach
  void startDaemon() throws Exception {
    log = new JobLog(home);
    start(
        """
        gateway: {wan: [wan], guard: [tcp/22, tcp/443]}
        knocks:
          web:
            sequence: [2033, 3022, 6712, 4998]
            action: web
          web-shut:
            sequence: [4113, 4998, 6712, 3022]
            close: web
        """,
        "count",
        """
        run: {command: [%s], timeout: 1m}
        overlap: queue
        """
            .formatted(log.script("count", "sleep 0.05")),
        "web",
        """
        open: {port: tcp/443}
        for: %ds
        then: [{run: {command: [%s], timeout: 1m}}]
        """
            .formatted(SHORT.toSeconds(), log.script("after", ":")),
        "steps",
        """
        steps:
          - run: {command: [%s], timeout: 1m}
          - open: {port: tcp/22}
        for: 1s
        then: [{run: {command: [%s], timeout: 1m}}]
        """
            .formatted(log.script("step", "sleep 0.05"), log.script("after", ":")));
  }

  @Test
  void killedAtRandomItKeepsWhatItPromisedAndTellsWhatItDid() throws Exception {
    var triggers = Thread.ofPlatform().daemon().start(() -> whileOn(this::trigger));
    var knocks = Thread.ofPlatform().daemon().start(() -> whileOn(this::knockAndRest));
    for (int kill = 0; kill < KILLS; kill++) {
      Thread.sleep(random.nextInt(LATEST_MILLIS)); // the instant is to be random
      long killed = System.nanoTime();
      kill();
      if (random.nextInt(5) == 0) {
        daemon().launch();
        Thread.sleep(random.nextInt(LATEST_MILLIS)); // it may have come to begin, or not
        kill();
      }
      long begun = System.nanoTime();
      daemon().start();
      recovered.add(Duration.ofNanos(System.nanoTime() - begun));
      if (knocked - killed > 0) {
        probe.mayOpen(SHORT); // the kernel kept the knock until the daemon had come so far
      }
    }
    over = true;
    triggers.join();
    knocks.join();
    waitUntilShut();
    assertThat(within(LIMIT, this::isIdle)).as(daemon().status().toString()).isTrue();
    kill();

    var history = new Written(daemon().home().resolve("state/knockgate.db"));
    var untold = without(history.jobs(), history.jobsOver());
    var unfollowed = without(history.leases("granted"), log.leases());
    new Row(
            "the daemon is killed",
            "kill -9 at random instants while knocks, closes and jobs go on",
            KILLS,
            probe.faults(),
            untold.size() + unfollowed.size(),
            repeated.size(),
            recovered)
        .write();
    assertThat(probe.openTooLong()).as(daemon().log()).isEmpty();
    assertThat(probe.opened()).isPositive();
    assertThat(history.jobs()).hasSizeGreaterThan(KILLS);
    assertThat(untold).as("jobs whose end was never told").isEmpty();
    assertThat(history.leases("closed")).isEqualTo(history.leases("granted")).isNotEmpty();
    assertThat(unfollowed).as("leases whose `then` was not done").isEmpty();
    assertThat(repeated).as("begun again after their end was told").isEmpty();
    assertThat(history.jobsOver("FAILED", "STOPPED", "MISSED")).isEmpty();
  }

  /// Kills, and looks what it has begun that was over before it lived.
  private void kill() throws Exception {
    daemon().kill();
    log.begunSinceLastAsked().stream().filter(ended::contains).forEach(repeated::add);
    ended = new Written(daemon().home().resolve("state/knockgate.db")).jobsOver();
  }

  private boolean isIdle() throws Exception {
    return daemon().leases().isEmpty()
        && daemon().status().getAsJsonArray("jobs").isEmpty()
        && daemon().unwritten() == 0;
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    var left = new TreeSet<>(all);
    left.removeAll(some);
    return left;
  }

  private interface Deed {
    void run(SplittableRandom wishes) throws Exception;
  }

  private void whileOn(Deed deed) {
    var wishes = new SplittableRandom(1);
    try {
      while (!over) {
        deed.run(wishes);
      }
    } catch (Exception failed) {
      repeated.add("the test broke: " + failed);
    }
  }

  /// Whether or not a daemon hears it.
  private void trigger(SplittableRandom wishes) throws InterruptedException {
    var arguments = new JsonObject();
    arguments.addProperty("action", wishes.nextInt(4) == 0 ? "steps" : "count");
    arguments.addProperty("source", Lab.CLIENT_V4);
    Thread.ofVirtual().start(() -> daemon().tryToAsk("trigger", arguments));
    Thread.sleep(150); // as many as one machine bears
  }

  /// Waits long enough for a door that doesn't shut to be seen, half of the times; shuts it sooner
  /// otherwise.
  private void knockAndRest(SplittableRandom wishes) throws Exception {
    knock(SHORT);
    knocked = System.nanoTime();
    if (wishes.nextBoolean()) {
      Thread.sleep(wishes.nextInt((int) SHORT.toMillis()));
      knock(KNOCK_SHUT);
    } else {
      Thread.sleep(SHORT.plus(DoorProbe.GRACE).plus(SHORT).toMillis());
    }
  }
}
