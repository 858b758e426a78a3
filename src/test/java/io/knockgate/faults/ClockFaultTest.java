package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.knockgate.control.Answer;
import io.knockgate.control.ControlClient;
import io.knockgate.lab.Lab;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The wall clock is stepped while a door is open and a job waits: the door lives its time, Quartz
/// goes on working, and both are told. The machine has started without a battery, in 1970.
class ClockFaultTest extends Faults {
  private static final Duration AFTER = Duration.ofSeconds(2);

  private static final Instant START = Instant.parse("1970-01-01T00:04:00Z");
  private static final int ROUNDS = times(1, 10);

  /// How late a job or a close may be, on a machine that does other things.
  private static final Duration LATE = Duration.ofSeconds(10);

  /// A step of the clock, in words, and what it shows then.
  private record Step(String how, Instant to) {}

  /// From 1970 on, where the last one leads, too.
  private static List<Step> steps(Instant today) {
    var inTests =
        List.of(
            new Step("from 1970 to today", today),
            new Step("to 2 s before 2038-01-19", Instant.parse("2038-01-19T03:14:06Z")),
            new Step("from 2038 to yesterday", today.minus(Duration.ofDays(1))));
    var byHand =
        List.of(
            new Step("a day forward", today),
            new Step("an hour back", today.minus(Duration.ofHours(1))),
            new Step("an hour forward", today),
            new Step("a day back", today.minus(Duration.ofDays(1))),
            new Step("to 2 s before 2106-02-07", Instant.parse("2106-02-07T06:28:14Z")),
            new Step("to 2150", Instant.parse("2150-06-01T12:00:00Z")),
            new Step("from 2150 to 1970", START));
    return ROUNDS == 1 ? inTests : Stream.concat(inTests.stream(), byHand.stream()).toList();
  }

  @Test
  void everyDoorLivesItsTimeAndEveryJobBegins() throws Exception {
    var clock = new FakeTime(home);
    clock.set(START);
    keep(
        clock.start(
            lab,
            CONFIG,
            "web",
            """
            open: {port: tcp/443}
            for: %ds
            then: [{run: {command: [/bin/true], timeout: 1m}}]
            """
                .formatted(OPEN.toSeconds()),
            "later",
            "run: {command: [/bin/true], timeout: 1m}\nafter: %ds\n".formatted(AFTER.toSeconds())));
    var late = new LinkedHashMap<String, List<Duration>>();
    for (int round = 0; round < ROUNDS; round++) {
      for (var step : steps(Instant.now())) {
        late.computeIfAbsent(step.how(), _ -> new ArrayList<>()).add(stepped(clock, step));
      }
    }
    for (var step : late.entrySet()) {
      var how = step.getKey() + ", with a door open and a job ahead";
      Row.of("the wall clock is stepped", how, ROUNDS, probe.faults(), step.getValue()).write();
    }
    assertThat(probe.openTooLong()).isEmpty();
  }

  /// How late the job began or the close was told, whichever is more.
  private Duration stepped(FakeTime clock, Step step) throws Exception {
    int before = probe.opened();
    long knocked = System.nanoTime();
    knock();
    assertThat(within(LIMIT, () -> probe.opened() > before)).isTrue();
    probe.mayOpen(OPEN); // it was granted before that
    var lease = daemon().leases().get(0).getAsJsonObject().get("id").getAsString();
    long promised = System.nanoTime();
    var job = later();

    clock.set(step.to());

    assertThat(within(LIMIT, () -> isDone("job", job))).as(step.how()).isTrue();
    var jobLate = since(promised).minus(AFTER);
    assertThat(within(LIMIT, () -> isTold(lease))).as(step.how()).isTrue();
    var closeLate = since(knocked).minus(OPEN);
    waitUntilShut();
    assertThat(Duration.ofNanos(probe.lastOpened() - knocked))
        .as(step.how())
        .isGreaterThan(OPEN.minus(DoorProbe.GRACE));
    assertThat(jobLate).as(step.how()).isLessThan(LATE);
    assertThat(closeLate).as(step.how()).isLessThan(LATE);
    assertThat(daemon().leases()).isEmpty();
    return jobLate.compareTo(closeLate) > 0 ? jobLate : closeLate;
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /// Begins a job that waits.
  private String later() throws Exception {
    var wish = new JsonObject();
    wish.addProperty("action", "later");
    wish.addProperty("source", Lab.CLIENT_V4);
    wish.addProperty("detached", true);
    var control = new ControlClient(daemon().home().resolve("control.sock"));
    return switch (control.ask("trigger", wish, _ -> {})) {
      case Answer.Done(var result) -> result.getAsJsonObject().get("job").getAsString();
      case Answer.Failed(_, var error) -> throw new AssertionError(error);
    };
  }

  /// Whether the close of the lease is told, and that what follows it is done.
  private boolean isTold(String lease) throws Exception {
    return isDone("lease", lease)
        && history()
            .anyMatch(
                event ->
                    is(event, "event", "closed")
                        && is(event, "lease", lease)
                        && is(event, "reason", "its time is over"));
  }

  /// Whether a job is done, of that id or lease.
  private boolean isDone(String key, String value) throws Exception {
    return history().anyMatch(event -> is(event, key, value) && is(event, "stage", "done"));
  }

  private Stream<JsonObject> history() throws Exception {
    return daemon().history().asList().stream().map(event -> event.getAsJsonObject());
  }

  private static boolean is(JsonObject event, String key, String value) {
    return event.has(key)
        && event.get(key).isJsonPrimitive()
        && event.get(key).getAsString().equals(value);
  }
}
