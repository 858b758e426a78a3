package io.knockgate.replay.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.replay.Mark;
import io.knockgate.replay.MarksException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Old copies of the state directory, in every way that they are put back; power cuts, and clocks.
class MarksPutBackTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration SKEW = Duration.ofMinutes(1);

  /// Used before the copy is made.
  private static final List<Mark> EARLY = knocks(NOON, "early");

  /// Used after it; from a clock that is ahead as far as it may be.
  private static final Instant FIVE_PAST = NOON.plusSeconds(300);

  private static final List<Mark> LATE = knocks(FIVE_PAST.plus(SKEW), "late");

  /// Never used.
  private static final Instant SIX_PAST = NOON.plusSeconds(360);

  private static final List<Mark> NEXT = knocks(SIX_PAST.plus(SKEW).plusMillis(1), "next");

  @TempDir Path place;
  private final AtomicBoolean synchronised = new AtomicBoolean(true);
  private String boot = "one";
  private boolean first = true;
  private @Nullable MarksFile marks;

  /// What a client's knock leaves behind, made at that time.
  private static List<Mark> knocks(Instant made, String value) {
    var since = made.minus(SKEW);
    return List.of(
        new Mark.Counter("alice", made.toEpochMilli() * 1000, since),
        new Mark.Stamped("bob", value, made, since));
  }

  private MarksFile open(Instant now) throws MarksException {
    var surroundings =
        new Surroundings(place.resolve("run/marks-used"), boot, first, synchronised::get);
    var opened = MarksFile.open(state(), surroundings, now);
    marks = opened;
    first = false;
    return opened;
  }

  @AfterEach
  void stop() throws MarksException {
    if (marks != null) {
      marks.close();
      marks = null;
    }
  }

  /// What a death leaves: the file without its last line. The thread and the descriptor are let go.
  private void kill() throws MarksException, IOException {
    var file = Files.readAllBytes(file());
    stop();
    try (var channel =
        java.nio.channels.FileChannel.open(file(), java.nio.file.StandardOpenOption.WRITE)) {
      channel.truncate(file.length);
    }
  }

  private Path state() {
    return place.resolve("state");
  }

  private Path file() {
    return state().resolve("marks");
  }

  /// The machine is started anew: its `/run` is empty.
  private void restartTheMachine() throws IOException {
    boot += "+";
    Files.deleteIfExists(place.resolve("run/marks-used"));
  }

  @BeforeEach
  void begin() throws IOException {
    Files.createDirectory(state());
  }

  private static void use(MarksFile marks, List<Mark> all, Instant now) throws MarksException {
    for (var mark : all) {
      assertThat(marks.use(mark, now)).as(mark.toString()).isTrue();
    }
  }

  private static void refuses(MarksFile marks, List<Mark> all, Instant now) {
    for (var mark : all) {
      assertThat(isAccepted(marks, mark, now)).as(mark.toString()).isFalse();
    }
  }

  private static boolean isAccepted(MarksFile marks, Mark mark, Instant now) {
    try {
      return marks.use(mark, now);
    } catch (MarksException inDoubt) {
      return false;
    }
  }

  private void run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).directory(place.toFile()).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "cp -a, stopped, same",
    "cp -a, stopped, next",
    "cp -a, running, same",
    "cp -a, running, next",
    "tar, stopped, same",
    "tar, stopped, next",
    "tar, running, same",
    "tar, running, next",
    "rename, stopped, same",
    "rename, stopped, next",
    "rename, running, next",
    "in place, stopped, same",
    "in place, stopped, next",
    "in place, running, same",
    "in place, running, next",
  })
  void anOldCopyThatIsPutBackAcceptsNothingThatWasUsedSince(String how, String when, String next)
      throws Exception {
    use(open(NOON), EARLY, NOON);
    if (when.equals("stopped")) {
      stop();
    }
    run("cp", "-a", "state", "copy");
    run("tar", "-cf", "copy.tar", "state");
    if (when.equals("stopped")) {
      open(NOON);
    }
    use(java.util.Objects.requireNonNull(marks), LATE, FIVE_PAST);
    stop();
    switch (how) {
      case "cp -a" -> {
        run("rm", "-r", "state");
        run("cp", "-a", "copy", "state");
      }
      case "tar" -> run("tar", "-xf", "copy.tar");
      case "rename" ->
          Files.move(place.resolve("copy/marks"), file(), StandardCopyOption.REPLACE_EXISTING);
      default -> run("cp", "copy/marks", "state/marks");
    }
    if (next.equals("next")) {
      restartTheMachine();
    }
    var again = open(SIX_PAST);
    assertThat(again.damage()).isNotEmpty();
    refuses(again, EARLY, SIX_PAST);
    refuses(again, LATE, SIX_PAST);
    use(again, NEXT, SIX_PAST.plusSeconds(60));
    refuses(again, NEXT, SIX_PAST.plusSeconds(60));
  }

  @Test
  void aCopyOfOneTimeSequencesWaitsForTheOperator() throws Exception {
    open(NOON);
    stop();
    run("cp", "-a", "state", "copy");
    run("rm", "-r", "state");
    run("cp", "-a", "copy", "state");
    restartTheMachine();
    assertThatThrownBy(() -> open(NOON).use(new Mark.Once("nas", "x", Instant.MAX), NOON))
        .isInstanceOf(MarksException.class)
        .hasMessageContaining("write new one-time sequences, and move " + file());
    stop();
    Files.delete(file());
    assertThat(open(NOON).use(new Mark.Once("nas", "x", Instant.MAX), NOON)).isTrue();
  }

  @Test
  void marksThatAreGoneAreNotAFirstStart() throws Exception {
    use(open(NOON), LATE, FIVE_PAST);
    stop();
    Files.delete(file());
    first = true; // with all else in the state directory
    refuses(open(SIX_PAST), LATE, SIX_PAST);
    stop();
    Files.delete(file());
    restartTheMachine();
    refuses(open(SIX_PAST), LATE, SIX_PAST);
    use(java.util.Objects.requireNonNull(marks), NEXT, SIX_PAST);
  }

  @Test
  void aFirstStartAcceptsAtOnce() throws Exception {
    synchronised.set(false);
    var opened = open(NOON);
    assertThat(opened.damage() + opened.trouble()).isEmpty();
    use(opened, EARLY, NOON);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anOrderlyRestartAcceptsAtOnce(boolean ofTheMachine) throws Exception {
    use(open(NOON), EARLY, NOON);
    stop();
    if (ofTheMachine) {
      restartTheMachine();
    }
    synchronised.set(false);
    var again = open(NOON);
    assertThat(again.damage() + again.trouble()).isEmpty();
    refuses(again, EARLY, NOON);
    use(again, knocks(NOON.plusMillis(1), "just after"), NOON);
  }

  @Test
  void aKilledProcessIsFollowedByOneThatAcceptsAtOnce() throws Exception {
    use(open(NOON), EARLY, NOON);
    kill();
    var again = open(NOON);
    assertThat(again.damage() + again.trouble()).isEmpty();
    refuses(again, EARLY, NOON);
    use(again, knocks(NOON.plusMillis(1), "just after"), NOON);
  }

  @Test
  void aPowerCutMayTakeTheLastMarksButNotOneTimeSequences() throws Exception {
    use(open(NOON), EARLY, NOON);
    var before = Files.readAllBytes(file());
    use(java.util.Objects.requireNonNull(marks), LATE, FIVE_PAST);
    kill();
    try (var channel =
        java.nio.channels.FileChannel.open(file(), java.nio.file.StandardOpenOption.WRITE)) {
      channel.truncate(before.length); // what the disk had
    }
    restartTheMachine();
    var again = open(SIX_PAST);
    assertThat(again.damage()).contains("the last replay marks may be lost");
    refuses(again, EARLY, SIX_PAST);
    refuses(again, LATE, SIX_PAST);
    use(again, NEXT, SIX_PAST);
    assertThat(again.use(new Mark.Once("nas", "x", Instant.MAX), SIX_PAST)).isTrue();
  }

  @Test
  void marksLostAndAClockNotSetRefuseUntilItIs() throws Exception {
    use(open(NOON), LATE, FIVE_PAST);
    stop();
    Files.delete(file());
    synchronised.set(false);
    var again = open(NOON.minusSeconds(3600)); // the clock is behind
    assertThat(again.trouble()).contains("not synchronised", "NTP");
    refuses(again, LATE, FIVE_PAST);
    refuses(again, NEXT, SIX_PAST);
    stop();
    again = open(NOON.minusSeconds(3600));
    refuses(again, LATE, FIVE_PAST);
    synchronised.set(true);
    refuses(again, LATE, SIX_PAST);
    assertThat(again.trouble()).isEmpty();
    for (var mark : NEXT) { // a packet that was refused in doubt is good for nothing any more
      assertThat(isAccepted(again, mark, SIX_PAST.plusSeconds(1)))
          .isEqualTo(!(mark instanceof Mark.Stamped));
    }
    stop();
    var last = open(SIX_PAST.plusSeconds(2));
    assertThat(last.trouble()).as("what was told is written down").isEmpty();
    refuses(last, LATE, SIX_PAST);
    use(last, knocks(SIX_PAST.plusSeconds(90), "at once"), SIX_PAST.plusSeconds(90));
  }

  @ParameterizedTest
  @ValueSource(ints = {-3600, 3600})
  void aClockThatIsAnHourOffRevivesNothing(int seconds) throws Exception {
    var off = NOON.plusSeconds(seconds);
    use(open(NOON), EARLY, NOON);
    refuses(java.util.Objects.requireNonNull(marks), EARLY, off);
    kill();
    refuses(open(off), EARLY, off);
    use(java.util.Objects.requireNonNull(marks), LATE, off);
    stop();
    restartTheMachine();
    refuses(open(NOON), EARLY, NOON);
    refuses(java.util.Objects.requireNonNull(marks), LATE, NOON);
  }
}
