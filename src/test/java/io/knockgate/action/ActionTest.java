package io.knockgate.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Mac;
import io.knockgate.net.Port;
import io.knockgate.time.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionTest {
  private static final Address SOURCE = Address.v4(0xcb007109);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Step OPEN = new Step.Open(Port.tcp(22));
  private static final Step ASKED = new Step.OpenAsked(new LinkedHashSet<>(List.of(Port.tcp(443))));

  private final Endpoint nas = Endpoint.parse("10.20.0.5:22");
  private final Mac card = Mac.parse("3c:52:82:00:00:01");
  private final Step forward = new Step.Forward(Port.tcp(2222), List.of(nas), false);
  private final List<Step> noDoors =
      List.of(
          new Step.Run(List.of(new Word.Text("/bin/true")), MINUTE),
          new Step.Start("backup.service", MINUTE),
          new Step.Wake(card, "lan0"),
          new Step.Wait(nas, MINUTE));

  ActionTest() throws BadValue {}

  private static Action action(Course course, Step... steps) {
    var stay = new Stay(Term.fixed(MINUTE), AtClose.CUT, false, Stay.UNLIMITED);
    return new Action("a", List.of(steps), List.of(), stay, course, List.of());
  }

  private static Course course(Duration after, boolean waits) {
    var hours =
        new Window(
            Window.everyDay(), LocalTime.parse("08:00"), LocalTime.parse("18:00"), ZoneOffset.UTC);
    return new Course(
        after, Optional.of(new Hours(hours, waits)), Course.LATE, Overlap.SKIP, Retry.NEVER);
  }

  @Test
  void theDoorOfAnActionIsTheFirstThatEveryKnockOpens() {
    assertThat(action(Course.USUAL, OPEN).door()).contains(Port.tcp(22));
    assertThat(action(Course.USUAL, ASKED, forward, OPEN).door()).contains(Port.tcp(2222));
    assertThat(action(Course.USUAL, ASKED).door()).isEmpty();
    for (var step : noDoors) {
      assertThat(step.door()).isEmpty();
    }
  }

  @Test
  void onlyDoorsAreForSomebodyAndOnlyAnAskedOneNeedsAPort() {
    for (var step : noDoors) {
      assertThat(step.opensDoor()).isFalse();
      assertThat(step.needsPort()).isFalse();
    }
    assertThat(forward.opensDoor()).isTrue();
    assertThat(forward.needsPort()).isFalse();
    assertThat(ASKED.opensDoor()).isTrue();
    assertThat(ASKED.needsPort()).isTrue();
  }

  @Test
  void aKnockThatHasToWaitIsAJob() {
    assertThat(action(course(Duration.ZERO, false), OPEN).isImmediate()).isTrue();
    assertThat(action(course(Duration.ZERO, true), OPEN).isImmediate()).isFalse();
    assertThat(action(course(MINUTE, false), OPEN).isImmediate()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "17:50, PT15M, PT10M",
    "17:50, PT10M, PT10M",
    "17:50, PT5M, PT5M",
    "18:00, PT15M, PT15M",
    "07:59, PT15M, PT15M"
  })
  void noDoorOutlastsTheHours(LocalTime now, Duration time, Duration within) {
    var at = Instant.parse("2026-03-06T" + now + ":00Z");
    assertThat(action(course(Duration.ZERO, false), OPEN).within(time, at)).isEqualTo(within);
    assertThat(action(Course.USUAL, OPEN).within(time, at)).isEqualTo(time);
  }

  @Test
  void anOrderIsToldInTheWordsOfTheOperator() {
    assertThat(new Opening.Pinhole(SOURCE, Port.tcp(22))).hasToString("tcp/22");
    assertThat(new Opening.Forward(SOURCE, Port.tcp(2222), nas, true))
        .hasToString("tcp/2222 -> 10.20.0.5:22");
    assertThat(new Task.Start("backup.service", MINUTE)).hasToString("start backup.service");
    assertThat(new Task.Wake(card, "lan0")).hasToString("wake 3c:52:82:00:00:01");
    assertThat(new Task.Wait(nas, MINUTE)).hasToString("wait until 10.20.0.5:22");
  }

  @Test
  void anExitThatIsAWarningIsNoFailure() {
    assertThat(run(Map.of(), 1).isGood(0)).isTrue();
    assertThat(run(Map.of(), 1).isGood(1)).isTrue();
    assertThat(run(Map.of(), 1).isGood(2)).isFalse();
    assertThat(new Task.Start("backup.service", MINUTE).isGood(0)).isTrue();
    assertThat(new Task.Start("backup.service", MINUTE).isGood(1)).isFalse();
  }

  @Test
  void moreInTheEnvironmentLeavesWhatIsThereAndTheNewerValueCounts() {
    assertThat(run(Map.of("A", "1", "B", "2"), 1).with(Map.of("B", "3", "C", "4")).environment())
        .containsExactlyInAnyOrderEntriesOf(Map.of("A", "1", "B", "3", "C", "4"));
  }

  private static Task.Run run(Map<String, String> environment, int warning) {
    return new Task.Run(
        List.of("/bin/true"), environment, Path.of("/"), null, MINUTE, Set.of(warning));
  }
}
