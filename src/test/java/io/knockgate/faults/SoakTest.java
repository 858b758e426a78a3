package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/// A day compressed: a knock and a thousand junk packets each second. What the daemon holds must
/// not grow. `-Dknockgate.soak=60` for another number of seconds.
class SoakTest extends Faults {
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("knockgate.soak", times(20, 3_600)));
  private static final int SPA_PORT = 62_201;

  /// As much as the log holds of any second: LogJournal lets one line through, and the one before
  /// it that tells of those it didn't.
  private static final int LINES_A_SECOND = 2;

  private static final int LINES_AT_ONCE = 60;

  /// What the history keeps, give or take what comes between two looks (EventTable).
  private static final int MOST_EVENTS = 101_000;

  /// What it holds at one time; memory in KiB.
  private record Sample(long memory, long descriptors, long threads) {}

  @Test
  void whatItHoldsStaysTheSame() throws Exception {
    start(
        CONFIG + "  signed:\n    fwknop: {udp: 62201, actions: {tcp/443: web}}\n",
        "web",
        "open: {port: tcp/443}\nfor: 3s\n");
    var samples = new ArrayList<Sample>();
    long begun = System.nanoTime();
    long sent;
    try (var junk = Junk.at(lab, SPA_PORT)) {
      for (var next = begun; next - begun < LENGTH.toNanos(); next += 1_000_000_000L) {
        knock();
        samples.add(sample());
        Thread.sleep(Math.max(0, (next + 1_000_000_000L - System.nanoTime()) / 1_000_000));
      }
      sent = junk.sent();
    }
    assertHeard(sent);
    waitUntilShut();
    Row.of(
            "a day of junk in %s".formatted(words()),
            "1,000 SYNs and datagrams a second, and a knock; %s".formatted(told(samples)),
            samples.size(),
            probe.faults(),
            List.of())
        .write();
    assertThat(probe.openTooLong()).isEmpty();
    assertThat(probe.opened()).isPositive();
    assertFlat(samples, Sample::memory, 24 * 1024);
    assertFlat(samples, Sample::descriptors, 4);
    assertFlat(samples, Sample::threads, 8);
    long seconds = (System.nanoTime() - begun) / 1_000_000_000L;
    assertThat(daemon().log().lines().count()).isLessThan(LINES_AT_ONCE + LINES_A_SECOND * seconds);
    daemon().kill();
    assertThat(new Written(daemon().home().resolve("state/knockgate.db")).events())
        .isBetween(1, MOST_EVENTS);
  }

  private static String words() {
    return LENGTH.toMinutes() > 1 ? LENGTH.toMinutes() + " min" : LENGTH.toSeconds() + " s";
  }

  /// The junk has come to it, but for what the kernel may have dropped.
  private void assertHeard(long sent) throws Exception {
    var captures = health().getAsJsonArray("captures").asList();
    long heard =
        captures.stream().mapToLong(it -> it.getAsJsonObject().get("heard").getAsLong()).sum();
    assertThat(heard).isGreaterThan(sent / 2);
  }

  private JsonObject health() throws Exception {
    return daemon().status().getAsJsonObject("health");
  }

  /// The middle of the last third is no more than that of the second, and so much.
  private static void assertFlat(List<Sample> samples, ToLongFunction<Sample> what, long most) {
    long before = median(samples.subList(samples.size() / 3, samples.size() * 2 / 3), what);
    long after = median(samples.subList(samples.size() * 2 / 3, samples.size()), what);
    assertThat(after - before).as("of %s", samples).isLessThanOrEqualTo(most);
  }

  private static String told(List<Sample> samples) {
    var warm = samples.subList(samples.size() / 3, samples.size() * 2 / 3);
    var late = samples.subList(samples.size() * 2 / 3, samples.size());
    return "resident %d MiB, then %d MiB; descriptors %d, then %d; threads %d, then %d"
        .formatted(
            median(warm, Sample::memory) / 1024,
            median(late, Sample::memory) / 1024,
            median(warm, Sample::descriptors),
            median(late, Sample::descriptors),
            median(warm, Sample::threads),
            median(late, Sample::threads));
  }

  private static long median(List<Sample> samples, ToLongFunction<Sample> what) {
    return samples.stream()
        .mapToLong(what)
        .sorted()
        .skip(samples.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private Sample sample() throws IOException {
    var process = Path.of("/proc/" + daemon().pid());
    var status = Files.readAllLines(process.resolve("status"));
    try (var descriptors = Files.list(process.resolve("fd"))) {
      return new Sample(number(status, "VmRSS:"), descriptors.count(), number(status, "Threads:"));
    }
  }

  private static long number(List<String> status, String name) {
    var line = status.stream().filter(it -> it.startsWith(name)).findFirst().orElseThrow();
    return Long.parseLong(line.substring(name.length()).strip().split(" ", -1)[0]);
  }
}
