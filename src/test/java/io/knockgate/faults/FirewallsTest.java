package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.knockgate.lab.Echo;
import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The firewalls that people have, as they are: each starts, reloads and stops with a door and a
/// forward open. What is guarded stays shut, what is open stays open for its time, the advice of
/// `status` and `plan` leads through what they drop, and nobody else's rule is touched.
class FirewallsTest extends Faults {
  private static final int TIMES = times(1, 25);
  private static final int NAS = 2222;
  private static final int NAS_INSIDE = 8022;
  private static final int LATEST_MILLIS = 300;
  private static final String[] KNOCK_NAS = {"8442", "5120", "3971", "7206"};
  private static final String RESET =
      CONFIG.replace("tcp/443]}", "tcp/443], closed: reset}")
          + """
              nas:
                sequence: [8442, 5120, 3971, 7206]
                action: nas
            """;
  private static final Pattern REMEDY = Pattern.compile("(?:; to mend it: |^#  )(.*)");

  private final SplittableRandom random = new SplittableRandom(TIMES);
  private final List<Duration> windows = new ArrayList<>();
  private DoorProbe forwarded;
  private GapProbe gaps;
  private Stranger stranger;
  private FirewallBox box;
  private String shut;
  private int lived;

  /// What somebody does.
  private interface Doing {
    void happen() throws Exception;
  }

  /// One step in a firewall's life.
  private record Event(String name, Doing doing) {}

  @BeforeEach
  void begin() throws Exception {
    closeLater(Echo.serve(lab, Place.HOST, Lab.HOST_V4, NAS_INSIDE, "nas"));
    forwarded = closeLater(DoorProbe.waiting(lab, NAS));
    box = closeLater(FirewallBox.open(lab));
    stranger = new Stranger(lab);
    var time = "\nfor: %ds\n".formatted(OPEN.toSeconds());
    start(
        RESET,
        "web",
        "open: {port: tcp/443}" + time,
        "nas",
        "forward: {port: tcp/2222, to: 10.20.0.5:8022}" + time);
    forwarded.begin();
    gaps = closeLater(GapProbe.of(lab, PORT));
    gaps.awaitShut();
    shut = stranger.ours();
  }

  private static String text(String name) throws IOException {
    try (var text = FirewallsTest.class.getResourceAsStream(name)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Doing run(String... command) {
    return () -> box.exec(command);
  }

  @Test
  void ufw() throws Exception {
    live(
        "ufw",
        List.of(
            new Event("enable", run("ufw", "--force", "enable")),
            new Event("allow", run("ufw", "allow", "443/tcp")),
            new Event("reload", run("ufw", "reload")),
            new Event("disable", run("ufw", "disable"))),
        false);
  }

  @Test
  void firewalld() throws Exception {
    var bus = Files.writeString(home.resolve("bus.conf"), text("bus.conf"));
    box.start(home.resolve("bus"), "dbus-daemon", "--nofork", "--config-file=" + bus);
    live(
        "firewalld",
        List.of(
            new Event("start", this::startFirewalld),
            new Event("--add-service", run("firewall-cmd", "--add-service=imaps")),
            new Event("--complete-reload", run("firewall-cmd", "--complete-reload")),
            new Event("--reload", run("firewall-cmd", "--reload")),
            new Event("stop", () -> box.end("/run/firewalld.pid"))),
        false);
  }

  private void startFirewalld() throws Exception {
    box.start(home.resolve("firewalld"), "firewalld", "--nofork");
    until(() -> box.succeeds("firewall-cmd", "--state"));
  }

  @Test
  void docker() throws Exception {
    live(
        "Docker",
        List.of(
            new Event(
                "start",
                () -> {
                  // Where it is Docker that lets the machine forward, it drops what else would be.
                  lab.exec(Place.GATEWAY, "sysctl", "-qw", "net.ipv4.ip_forward=0");
                  startDocker();
                }),
            new Event("network create", run("docker", "network", "create", "theirs")),
            new Event("network rm", run("docker", "network", "rm", "theirs")),
            new Event("restart", this::restartDocker),
            new Event("stop", () -> box.end("/run/docker.pid"))),
        false);
  }

  private void startDocker() throws Exception {
    box.start(home.resolve("docker"), "dockerd", "--storage-driver=vfs");
    until(() -> box.succeeds("docker", "version"));
  }

  private void restartDocker() throws Exception {
    box.end("/run/docker.pid");
    startDocker();
  }

  /// What nftables.service runs with Debian's configuration, filled in.
  @Test
  void nftables() throws Exception {
    var file = home.resolve("nftables.conf");
    var text = text("nftables.conf");
    Files.writeString(file, text.replace("MARK", ""));
    var load = run("nft", "-f", file.toString());
    live(
        "nftables.service",
        List.of(
            new Event("start", load),
            new Event(
                "reload",
                () -> {
                  Files.writeString(
                      file, text.replace("MARK", "meta mark and 0xff000000 == 0x6b000000 accept"));
                  load.happen();
                }),
            new Event("reload", load),
            new Event("stop", run("nft", "flush", "ruleset"))),
        true);
  }

  /// @param events the first is its start, the last its stop, the last but one a reload
  /// @param flushes whether each takes our table with it
  private void live(String firewall, List<Event> events, boolean flushes) throws Exception {
    int reload = events.size() - 2;
    int opened = 0;
    for (int i = 0; i < TIMES; i++) {
      knockBoth();
      for (int step = 0; step < events.size(); step++) {
        int restored = restored();
        gaps.forget();
        events.get(step).doing.happen();
        gaps.awaitShut();
        if (flushes) {
          windows.addAll(gaps.gaps());
        } else {
          opened += gaps.admitted();
          assertThat(restored()).isEqualTo(restored);
        }
        if (step == 0 && i == 0) {
          followTheAdvice();
        } else {
          mustBeOpen();
        }
        if (step <= reload) {
          knockBoth();
        }
        if (step == reload) {
          ourTableIsDeleted();
          ourTableIsDeletedWhile(events.get(step));
        }
      }
      waitUntilShut();
      until(() -> forwarded.mustBeShut() && daemon().leases().isEmpty());
      until(() -> stranger.ours().equals(shut));
    }
    write(firewall, events, opened);
  }

  private void write(String firewall, List<Event> events, int opened) throws Exception {
    int tooLong = probe.faults() + forwarded.faults();
    var names = String.join(", ", events.stream().map(Event::name).distinct().toList());
    var fault = "the firewall beside it is " + firewall;
    var how = "with a door and a forward open: " + names;
    Row.of(fault, how, TIMES, tooLong + opened, List.of()).write();
    var last = events.get(events.size() - 2).name;
    Row.of(
            fault,
            "our table deleted before, and in the middle of: " + last,
            TIMES,
            tooLong,
            windows)
        .write();
    assertThat(opened).as("guarded, and yet open").isZero();
    assertThat(probe.openTooLong()).isEmpty();
    assertThat(forwarded.openTooLong()).isEmpty();
    assertThat(lived).as("doors that outlived what happened").isPositive();
  }

  /// The firewall drops by itself: what `status` and `plan` print mends it, and then nothing is
  /// left to be said.
  private void followTheAdvice() throws Exception {
    var remedies = remedies(hints());
    assertThat(remedies).as(() -> told()).isNotEmpty();
    if (TIMES > 1) {
      var plan = daemon().knockgate("plan").text();
      assertThat(remedies(plan.lines().toList())).isEqualTo(remedies);
    }
    for (var remedy : remedies) {
      box.exec("sh", "-c", remedy);
    }
    assertThat(remedies(hints())).isEmpty();
  }

  private String told() {
    try {
      return hints() + "\n" + stranger.others();
    } catch (Exception failed) {
      return failed.toString();
    }
  }

  private int restored() throws Exception {
    return daemon().status().getAsJsonObject("health").get("restored").getAsInt();
  }

  private List<String> hints() throws Exception {
    return daemon().status().getAsJsonObject("health").getAsJsonArray("hints").asList().stream()
        .map(JsonElement::getAsString)
        .toList();
  }

  private static List<String> remedies(List<String> lines) {
    return lines.stream()
        .flatMap(line -> REMEDY.matcher(line).results())
        .map(found -> found.group(1))
        .distinct()
        .toList();
  }

  /// Knocks both open, or for longer; and both let their client in.
  private void knockBoth() throws Exception {
    var before = Instant.now();
    knock();
    forwarded.mayOpen(OPEN);
    knock(KNOCK_NAS);
    forwarded.mayOpen(OPEN);
    until(() -> daemon().leases().asList().stream().filter(it -> isSince(it, before)).count() == 2);
    List.of(probe, forwarded).forEach(door -> door.mayOpen(OPEN)); // granted before that
    mustBeOpen();
  }

  private static boolean isSince(JsonElement lease, Instant time) {
    var closes = ((JsonObject) lease).get("closes").getAsString();
    return !Instant.parse(closes).isBefore(time.plus(OPEN).minusMillis(1));
  }

  /// Both doors let their client in, unless their time is nearly over.
  private void mustBeOpen() throws Exception {
    for (var door : List.of(probe, forwarded)) {
      int before = door.opened();
      if (door.left().compareTo(DoorProbe.GRACE) > 0) {
        until(() -> door.opened() > before || door.left().isNegative());
        assertThat(door.opened()).as(() -> told()).isGreaterThan(before);
        lived++;
      }
    }
  }

  /// All that is theirs, to the last handle.
  private String theirs() throws Exception {
    var saved = box.exec("iptables-save") + box.exec("ip6tables-save");
    assertThat(saved).doesNotContain("incompatible");
    // Its nft has iptables' libraries, to tell what came by iptables.
    var all = box.exec("nft", "-a", "-s", "list", "ruleset");
    return Stranger.withoutOurs(all) + saved.replaceAll("(?m)^#.*\n|\\[\\d+:\\d+\\]", "");
  }

  private void ourTableIsDeleted() throws Exception {
    var theirs = theirs();
    gaps.forget();
    stranger.nft("delete table inet knockgate");
    gaps.awaitShut();
    windows.addAll(gaps.gaps());
    mustBeOpen();
    assertThat(theirs()).isEqualTo(theirs);
  }

  /// Both write to the ruleset at once, and both succeed.
  private void ourTableIsDeletedWhile(Event event) throws Exception {
    gaps.forget();
    long rest = random.nextInt(LATEST_MILLIS);
    var deleting =
        CompletableFuture.runAsync(
            () -> {
              try {
                Thread.sleep(rest);
                probe.mayOpen(OPEN); // for as long as it is gone
                stranger.nft("add table inet knockgate; delete table inet knockgate");
              } catch (Exception failed) {
                throw new CompletionException(failed);
              }
            });
    event.doing.happen();
    deleting.join();
    gaps.awaitShut();
    windows.addAll(gaps.gaps());
    mustBeOpen();
    knockBoth();
  }
}
