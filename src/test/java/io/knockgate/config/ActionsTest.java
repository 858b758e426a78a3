package io.knockgate.config;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.THURSDAY;
import static java.time.DayOfWeek.TUESDAY;
import static java.time.DayOfWeek.WEDNESDAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Action;
import io.knockgate.action.AtClose;
import io.knockgate.action.Course;
import io.knockgate.action.Hours;
import io.knockgate.action.Overlap;
import io.knockgate.action.Retry;
import io.knockgate.action.Stay;
import io.knockgate.action.Step;
import io.knockgate.action.Term;
import io.knockgate.action.Word;
import io.knockgate.net.BadValue;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Mac;
import io.knockgate.net.Port;
import io.knockgate.time.Window;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the files of actions are read as, every key of them.
class ActionsTest {
  private static final Map<String, Action> ACTIONS = read();
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void aProgramIsReadWithAllThatIsWrittenOfIt() {
    assertThat(action("backup"))
        .isEqualTo(
            new Action(
                "backup",
                List.of(
                    new Step.Run(
                        List.of(
                            new Word.Text("/usr/local/bin/backup-nas"),
                            new Word.Text("--for"),
                            Word.Placeholder.CLIENT),
                        Map.of("BY", Word.Placeholder.SOURCE, "MODE", new Word.Text("full")),
                        Path.of("/srv/backup"),
                        "backup",
                        Duration.ofHours(2),
                        Set.of(3, 24))),
                List.of(),
                Stay.NONE,
                new Course(
                    Duration.ofMinutes(1),
                    Optional.empty(),
                    Duration.ofHours(6),
                    Overlap.QUEUE,
                    new Retry(3, Duration.ofMinutes(10))),
                List.of()));
  }

  @Test
  void aUnitIsReadWithTheNightsItWaitsFor() {
    var nights =
        window(Set.of(FRIDAY, SATURDAY, SUNDAY, MONDAY, WEDNESDAY), "22:00", "06:00", BERLIN);
    assertThat(action("nightly"))
        .isEqualTo(
            new Action(
                "nightly",
                List.of(new Step.Start("backup@nas.service", Duration.ofHours(1))),
                List.of(),
                Stay.NONE,
                new Course(
                    Duration.ZERO,
                    Optional.of(new Hours(nights, true)),
                    Duration.ZERO,
                    Overlap.RESTART,
                    Retry.NEVER),
                List.of()));
  }

  @Test
  void aWakingAloneIsAnAction() throws BadValue {
    assertThat(action("wake"))
        .isEqualTo(
            Action.of("wake", new Step.Wake(Mac.parse("3c:52:82:00:00:01"), "lan0"), Stay.NONE));
  }

  @Test
  void aDoorIsReadWithItsHoursAndWhatFollowsIt() throws BadValue {
    var work =
        window(Set.of(MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY), "08:00", "18:00", BERLIN);
    assertThat(action("office"))
        .isEqualTo(
            new Action(
                "office",
                List.of(
                    new Step.Forward(
                        Port.tcp(2222), List.of(Endpoint.parse("10.20.0.5:22")), false)),
                List.of(
                    new Step.Start("tidy.service", Duration.ofMinutes(1)),
                    new Step.Wake(Mac.parse("3c:52:82:00:00:01"), "lan0")),
                new Stay(Term.fixed(Duration.ofMinutes(15)), AtClose.KEEP, true, 10),
                new Course(
                    Duration.ZERO,
                    Optional.of(new Hours(work, false)),
                    Duration.ofHours(2),
                    Overlap.SKIP,
                    new Retry(1, Duration.ofSeconds(30))),
                List.of()));
  }

  @Test
  void aDoorCanOpenLater() {
    var later = action("later");
    assertThat(later.steps()).containsExactly(new Step.Open(Port.tcp(22)));
    assertThat(later.course())
        .isEqualTo(
            new Course(
                Duration.ofMinutes(10), Optional.empty(), Course.LATE, Overlap.SKIP, Retry.NEVER));
    assertThat(later.isImmediate()).isFalse();
  }

  @Test
  void daysAloneAreWholeDays() {
    var weekend = action("weekend");
    assertThat(weekend.course().hours())
        .contains(new Hours(window(Set.of(SATURDAY), "00:00", "00:00", ZoneId.of("UTC")), false));
    assertThat(weekend.isImmediate()).isTrue();
  }

  @Test
  void hoursAloneAreOfEveryDay() {
    var morning = action("morning");
    assertThat(morning.course().hours())
        .contains(new Hours(window(Window.everyDay(), "00:00", "00:00", ZoneId.of("UTC")), true));
    assertThat(morning.course().retry()).isEqualTo(new Retry(100, Duration.ofSeconds(1)));
    assertThat(morning.stay().once()).isFalse();
    assertThat(morning.isImmediate()).isFalse();
  }

  @Test
  void stepsAreReadInTheirOrder() throws BadValue {
    var steps = action("steps");
    assertThat(steps.steps())
        .containsExactly(
            new Step.Run(
                List.of(new Word.Text("/usr/local/bin/prepare"), Word.Placeholder.PORT),
                Duration.ofMinutes(1)),
            new Step.Start("web.service", Duration.ofMinutes(1)),
            new Step.Wait(Endpoint.parse("127.0.0.1:443"), Duration.ofSeconds(30)),
            new Step.OpenAsked(new LinkedHashSet<>(List.of(Port.tcp(22), Port.tcp(443)))),
            new Step.Forward(
                Port.tcp(2222),
                List.of(Endpoint.parse("10.20.0.5:22"), Endpoint.parse("[fd00:20::5]:22")),
                false));
    assertThat(steps.then())
        .containsExactly(
            new Step.Wait(Endpoint.parse("[fd00:20::5]:22"), Duration.ofSeconds(10)),
            new Step.Run(List.of(new Word.Text("/usr/local/bin/tidy")), Duration.ofMinutes(1)));
    assertThat(steps.course()).isEqualTo(Course.USUAL);
    assertThat(steps.needsPort()).isTrue();
  }

  private static Window window(Set<DayOfWeek> days, String from, String to, ZoneId zone) {
    return new Window(days, LocalTime.parse(from), LocalTime.parse(to), zone);
  }

  private static Action action(String name) {
    return Objects.requireNonNull(ACTIONS.get(name));
  }

  private static Map<String, Action> read() {
    return switch (Configuration.read(Fixtures.named("sound.actions").resolve("config.yaml"))) {
      case Reading.Sound(var settings, _) -> settings.actions();
      case Reading.Faulty(var problems) -> throw new AssertionError(problems);
    };
  }
}
