package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.lab.Echo;
import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.RunningDaemon;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// A lab with a daemon that something happens to, a service behind the door of its port 443, and a
/// probe that tries that door all the time.
@Tag("kernel")
abstract class Faults {
  /// Knocks that open [#PORT] for [#OPEN] and shut it, by the stock client's words.
  static final String[] KNOCK = {"2033", "3022", "6712", "4998"};

  static final int PORT = 443;
  static final Duration OPEN = Duration.ofSeconds(3);
  static final Duration LIMIT = Duration.ofMinutes(1);

  /// Where a flood's datagrams go: nobody listens there.
  private static final int NOWHERE = 62201;

  static final String CONFIG =
      """
      gateway: {wan: [wan], guard: [tcp/22, tcp/443]}
      knocks:
        web:
          sequence: [2033, 3022, 6712, 4998]
          action: web
      """;

  private static final boolean FLOODED = Boolean.getBoolean("knockgate.faults.flooded");
  private static final boolean LONG = Boolean.getBoolean("knockgate.faults.long");

  @TempDir Path home;
  Lab lab;
  DoorProbe probe;
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private @Nullable RunningDaemon running;

  /// What all of the test happens beside, where that is asked for; one test runs at a time.
  private static @Nullable Junk flood;

  /// How often something is done: in the test run, and by `./dev faults`.
  static int times(int inTests, int byHand) {
    return LONG ? byHand : inTests;
  }

  @BeforeEach
  final void build() throws Exception {
    lab = closeLater(Lab.open());
    if (FLOODED) {
      flood = closeLater(Junk.at(lab, NOWHERE));
    }
    closeLater(Echo.serve(lab, Place.GATEWAY, "0.0.0.0", PORT, "here"));
    probe = closeLater(DoorProbe.waiting(lab, PORT));
  }

  /// What else there was, in words that follow how a fault was made.
  static String besides() {
    if (flood == null) {
      return "";
    }
    assertThat(flood.rests()).as("the flood goes on").isFalse();
    return ", beside 1,000 junk packets a second";
  }

  @AfterEach
  final void remove() throws Exception {
    flood = null;
    if (running != null) {
      running.kill();
    }
    for (var part : toClose.reversed()) {
      part.close();
    }
  }

  final <T extends AutoCloseable> T closeLater(T part) {
    toClose.add(part);
    return part;
  }

  /// Starts the daemon of [#CONFIG], whose knock opens [#PORT].
  final RunningDaemon start() throws Exception {
    return start(CONFIG, "web", "open: {port: tcp/443}\nfor: %ds\n".formatted(OPEN.toSeconds()));
  }

  final RunningDaemon start(String config, String... actions) throws Exception {
    return keep(RunningDaemon.start(lab, home.resolve("daemon"), config, actions));
  }

  /// Takes a daemon that the test has started itself; it is killed at the end. From now on the door
  /// is tried: before, nothing is guarded.
  final RunningDaemon keep(RunningDaemon daemon) {
    running = daemon;
    probe.begin();
    return daemon;
  }

  final RunningDaemon daemon() {
    return Objects.requireNonNull(running);
  }

  /// Knocks with Debian's `knock`, which opens [#PORT] for [#OPEN].
  final void knock() throws Exception {
    knock(OPEN);
  }

  /// The same, where the action opens for another time.
  final void knock(Duration open) throws Exception {
    probe.mayOpen(open);
    knock(KNOCK);
    probe.mayOpen(open);
  }

  /// Knocks at these ports.
  final void knock(String... ports) throws Exception {
    var command = new ArrayList<>(List.of("knock", "-d", "2", Lab.GATEWAY_V4));
    command.addAll(List.of(ports));
    lab.exec(Place.CLIENT, command.toArray(String[]::new));
  }

  /// Knocks until the door is open, which a knock may take that comes while nobody listens.
  final void knockUntilOpen() throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() - deadline < 0) {
      int before = probe.opened();
      knock();
      if (within(Duration.ofSeconds(5), () -> probe.opened() > before)) {
        probe.mayOpen(OPEN); // it was granted before that
        return;
      }
    }
    throw new AssertionError("no knock was heard within " + LIMIT + ": " + daemon().log());
  }

  /// Waits until the door has to be shut, so that the probe sees whether it is.
  final void waitUntilShut() throws Exception {
    while (!probe.mustBeShut()) {
      Thread.sleep(50);
    }
    int before = probe.tries();
    assertThat(within(LIMIT, () -> probe.tries() > before + 2)).isTrue();
  }

  /// Whether something becomes true in that time.
  static boolean within(Duration time, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + time.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(5);
    }
    return true;
  }

  /// How long it takes until nothing is wrong any more and everything is written down.
  final Duration untilWell() throws Exception {
    long begun = System.nanoTime();
    boolean isWell =
        within(LIMIT, () -> daemon().troubles().isEmpty() && daemon().unwritten() == 0);
    assertThat(isWell).as(() -> tell()).isTrue();
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private String tell() {
    try {
      return daemon().status() + "\n" + daemon().log();
    } catch (Exception failed) {
      return failed.toString();
    }
  }

  /// How long it takes until something is true, at most [#LIMIT].
  static Duration until(Callable<Boolean> condition) throws Exception {
    long begun = System.nanoTime();
    assertThat(within(LIMIT, condition)).isTrue();
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
