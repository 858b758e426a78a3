package io.knockgate.replay.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.replay.Mark;
import io.knockgate.replay.Marks;
import io.knockgate.replay.MarksContractTest;
import io.knockgate.replay.MarksException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarksFileTest extends MarksContractTest {
  private static final Mark ALICE = counter("alice rolling\n", 59437234);
  private static final Mark BOB = counter("bob", -1);
  private static final Mark FOREVER = once("ü = %", Instant.MAX);
  private static final Mark MINUTE = once("a004c976d914bca6", NOON.plusSeconds(60));

  private static final Mark STAMPED = new Mark.Stamped("bob", "yM4r", NOON, NOON.minusSeconds(120));

  private static final List<Mark> ALL = List.of(ALICE, BOB, FOREVER, MINUTE, STAMPED);

  @TempDir Path directory;
  @TempDir Path outside;
  private @Nullable MarksFile opened;

  @Override
  protected Marks open() throws MarksException {
    return opened(NOON);
  }

  private MarksFile opened(Instant now) throws MarksException {
    close();
    var marks = MarksFile.open(directory, surroundings(), now);
    opened = marks;
    return marks;
  }

  private Surroundings surroundings() {
    return new Surroundings(outside.resolve("marks-used"), "boot", true, () -> true);
  }

  @AfterEach
  void close() throws MarksException {
    if (opened != null) {
      opened.close();
      opened = null;
    }
  }

  private Path file() {
    return directory.resolve("marks");
  }

  private void useAll() throws MarksException {
    for (var mark : ALL) {
      assertThat(marks.use(mark, NOON)).isTrue();
    }
  }

  @Test
  void theFileIsItsOwnersAlone() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void marksOutliveTheProcessThatNeverClosed() throws MarksException {
    useAll();
    try (var again = MarksFile.open(directory, surroundings(), NOON)) {
      for (var mark : ALL) {
        assertThat(again.use(mark, NOON)).as(mark.toString()).isFalse();
      }
      assertThat(again.use(counter("bob", 0), NOON)).isTrue();
      assertThat(again.trouble()).isEmpty();
    }
  }

  @Test
  void eachMarkIsOneLineAndIsThereWhenItCounts() throws MarksException, IOException {
    useAll();
    assertThat(Files.readAllLines(file(), US_ASCII))
        .satisfiesExactly(
            line -> assertThat(line).matches("[0-9a-f]{8} knockgate-marks 2 20[-0-9T:.]+Z 0"),
            line ->
                assertThat(line)
                    .endsWith(" counter alice+rolling%0A 59437234 2026-03-01T11:59:30Z"),
            line -> assertThat(line).endsWith(" counter bob -1 2026-03-01T11:59:30Z"),
            line -> assertThat(line).contains(" once old %C3%BC+%3D+%25 +1000000000-"),
            line -> assertThat(line).endsWith(" a004c976d914bca6 2026-03-01T12:01:00Z"),
            line ->
                assertThat(line)
                    .endsWith(" stamped bob yM4r 2026-03-01T12:00:00Z 2026-03-01T11:58:00Z"));
  }

  @Test
  void theChecksumIsCrc32c() throws MarksException {
    assertThat(Line.parse("e3069283 123456789")).as("the right sum of no words we know").isNull();
  }

  @Test
  void cutAtAnyLengthItAcceptsNothingThatWasUsed() throws Exception {
    useAll();
    var whole = Files.readAllBytes(file());
    for (int length = 0; length < whole.length; length++) {
      close();
      Files.write(file(), Arrays.copyOf(whole, length));
      var again = opened(NOON);
      for (var mark : ALL) {
        assertThat(isAccepted(again, mark)).as(mark + " cut at " + length).isFalse();
      }
      assertThat(isAccepted(again, counter("carol", 1))).as("doubted at " + length).isFalse();
    }
  }

  @Test
  void aFlipAnywhereIsNoticedAndTheOtherLinesAreKept() throws Exception {
    useAll();
    var whole = Files.readAllBytes(file());
    for (int place = 0; place < whole.length; place++) {
      var flipped = whole.clone();
      flipped[place] ^= (byte) (1 << (place % 8));
      close();
      Files.write(file(), flipped);
      var again = opened(NOON);
      assertThat(again.damage()).contains(file().toString(), "marks.damaged-1");
      var copy = directory.resolve("marks.damaged-1");
      assertThat(Files.readAllBytes(copy)).isEqualTo(flipped);
      Files.delete(copy);
      int kept = 0;
      for (var mark : ALL) {
        assertThat(isAccepted(again, mark)).as(mark + " flip at " + place).isFalse();
        kept += isKnown(again, mark) ? 1 : 0;
      }
      assertThat(kept).as("flip at " + place).isGreaterThanOrEqualTo(3);
    }
  }

  private static boolean isKnown(MarksFile file, Mark mark) {
    try {
      return !file.use(mark, NOON);
    } catch (MarksException inDoubt) {
      return false;
    }
  }

  private static boolean isAccepted(MarksFile file, Mark mark) {
    try {
      return file.use(mark, NOON);
    } catch (MarksException inDoubt) {
      return false;
    }
  }

  @Test
  void afterDamageWhatWasGoodBeforeIsRefusedAndWhatIsGoodSinceIsNot() throws Exception {
    useAll();
    damage();
    var again = opened(NOON);
    assertThatThrownBy(() -> again.use(new Mark.Counter("carol", 1, NOON), NOON.plusSeconds(59)))
        .isInstanceOf(MarksException.class)
        .hasMessageContaining("used until 2026-03-01T12:00:00Z may be lost")
        .hasMessageContaining("knock again in 1s");
    assertThatThrownBy(
            () -> again.use(new Mark.Stamped("bob", "a", NOON.plusSeconds(100), NOON), NOON))
        .isInstanceOf(MarksException.class);
    var since = NOON.plusMillis(1);
    assertThat(again.use(new Mark.Counter("carol", 1, since), NOON)).isTrue();
    assertThat(again.use(new Mark.Stamped("bob", "b", NOON, since), NOON)).isTrue();
  }

  @Test
  void afterDamageWhatCountsOnceIsRefusedAsLongAsItsMarkWouldHaveLasted() throws Exception {
    useAll();
    damage();
    var again = opened(NOON);
    assertThatThrownBy(() -> again.use(once("01", NOON.plusSeconds(90)), NOON.plusSeconds(30)))
        .isInstanceOf(MarksException.class);
    assertThat(again.use(once("01", NOON.plusSeconds(121)), NOON.plusSeconds(61))).isTrue();
    assertThatThrownBy(() -> again.use(once("01", Instant.MAX), NOON.plusSeconds(1L << 34)))
        .isInstanceOf(MarksException.class)
        .hasMessageContaining("write new one-time sequences");
  }

  @Test
  void theDoubtOutlivesTheProcess() throws Exception {
    useAll();
    damage();
    opened(NOON);
    assertThat(Files.exists(directory.resolve("marks.damaged-1"))).isTrue();
    var again = opened(NOON.plusSeconds(30));
    assertThat(again.damage()).isEmpty();
    assertThat(isAccepted(again, new Mark.Counter("carol", 1, NOON))).isFalse();
    assertThat(isAccepted(again, once("01", Instant.MAX))).isFalse();
    assertThat(isAccepted(again, new Mark.Counter("carol", 1, NOON.plusMillis(1)))).isTrue();
    assertThat(Files.exists(directory.resolve("marks.damaged-2"))).isFalse();
  }

  /// Flips a bit in the last line.
  private void damage() throws IOException, MarksException {
    close();
    var bytes = Files.readAllBytes(file());
    bytes[bytes.length - 5] ^= 1;
    Files.write(file(), bytes);
  }

  @Test
  void aFileOfAnotherVersionIsLeftAloneAndTold() throws IOException {
    Files.write(file(), new Line.Header(3, null, 0).bytes());
    assertThatThrownBy(() -> MarksFile.open(directory, surroundings(), NOON))
        .isInstanceOf(MarksException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("form 3, this one reads 2");
    assertThat(Files.readAllBytes(file())).isEqualTo(new Line.Header(3, null, 0).bytes());
  }

  @Test
  void aFileThatCannotBeReadIsTold() throws IOException {
    Files.delete(file());
    Files.createDirectory(file());
    assertThatThrownBy(() -> MarksFile.open(directory, surroundings(), NOON))
        .isInstanceOf(MarksException.class)
        .hasMessageContaining(file().toString());
  }

  @Test
  void whatCannotBeWrittenIsRefusedAndAcceptedWhenItCan() throws Exception {
    var beside = Files.createDirectories(directory.resolve("marks.new").resolve("in the way"));
    var again = opened(NOON);
    assertThatThrownBy(() -> again.use(BOB, NOON))
        .isInstanceOf(MarksException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("refused until that is mended");
    assertThat(again.trouble()).contains("can't be written");
    Files.delete(beside);
    assertThat(again.use(BOB, NOON)).isTrue();
    assertThat(again.trouble()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theFileStaysSmallWhateverIsUsed(boolean counters) throws MarksException, IOException {
    var last = NOON;
    for (int i = 0; i < 60_000; i++) {
      last = NOON.plusSeconds(10L * i);
      marks.use(counters ? counter("alice", i) : once("v" + i, last.plusSeconds(60)), last);
    }
    assertThat(Files.size(file())).isLessThan(2 * MarksFile.ROOM);
    var again = opened(last);
    assertThat(again.use(counters ? counter("alice", 59_999) : once("v59999", last), last))
        .isFalse();
    assertThat(Files.size(file())).as("what is left on opening").isLessThan(1_000_000);
  }

  @Test
  void theFormBeforeIsReadAndLacksWhatItCannotTell() throws Exception {
    close();
    Files.delete(outside.resolve("marks-used"));
    Files.writeString(file(), "");
    for (var words : List.of("knockgate-marks 1", "counter alice 7")) {
      var line = Line.checked(words);
      Files.write(file(), line, java.nio.file.StandardOpenOption.APPEND);
    }
    var again = opened(NOON);
    assertThat(again.damage()).contains("the last replay marks may be lost");
    var since = NOON.plusSeconds(1);
    assertThat(again.use(new Mark.Counter("alice", 7, since), NOON)).isFalse();
    assertThat(again.use(new Mark.Counter("alice", 8, since), NOON)).isTrue();
  }
}
