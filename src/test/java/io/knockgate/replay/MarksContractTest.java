package io.knockgate.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every keeper of marks does.
public abstract class MarksContractTest {
  protected static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  protected Marks marks;

  /// An empty one.
  protected abstract Marks open() throws Exception;

  @BeforeEach
  void begin() throws Exception {
    marks = open();
  }

  protected static Mark counter(String series, long number) {
    return new Mark.Counter(series, number, NOON.minusSeconds(30));
  }

  protected static Mark once(String value, Instant until) {
    return new Mark.Once("old", value, until);
  }

  @Test
  void aCounterOnlyAscends() throws MarksException {
    assertThat(marks.use(counter("alice", 7), NOON)).isTrue();
    assertThat(marks.use(counter("alice", 7), NOON)).isFalse();
    assertThat(marks.use(counter("alice", 6), NOON)).isFalse();
    assertThat(marks.use(counter("alice", 9), NOON)).isTrue();
    assertThat(marks.use(counter("alice", 8), NOON)).isFalse();
  }

  @Test
  void theFirstOfASeriesIsNewWhateverItsNumber() throws MarksException {
    assertThat(marks.use(counter("alice", 0), NOON)).isTrue();
    assertThat(marks.use(counter("bob", -5), NOON)).isTrue();
    assertThat(marks.use(counter("bob", Long.MAX_VALUE), NOON)).isTrue();
  }

  @Test
  void seriesHaveNothingToDoWithEachOther() throws MarksException {
    assertThat(marks.use(counter("alice", 7), NOON)).isTrue();
    assertThat(marks.use(counter("bob", 7), NOON)).isTrue();
    assertThat(marks.use(once("00", Instant.MAX), NOON)).isTrue();
    assertThat(marks.use(new Mark.Once("other", "00", Instant.MAX), NOON)).isTrue();
  }

  @Test
  void whatCountsOnceCountsAgainWhenItMayBeForgotten() throws MarksException {
    assertThat(marks.use(once("00", NOON.plusSeconds(60)), NOON)).isTrue();
    assertThat(marks.use(once("00", NOON.plusSeconds(119)), NOON.plusSeconds(59))).isFalse();
    assertThat(marks.use(once("00", NOON.plusSeconds(120)), NOON.plusSeconds(60))).isTrue();
    assertThat(marks.use(once("00", NOON.plusSeconds(179)), NOON.plusSeconds(119))).isFalse();
  }

  @Test
  void whatIsForEverIsForEver() throws MarksException {
    assertThat(marks.use(once("00", Instant.MAX), NOON)).isTrue();
    assertThat(marks.use(once("00", Instant.MAX), NOON.plusSeconds(1L << 34))).isFalse();
  }

  protected static Mark stamped(int value, long second) {
    return new Mark.Stamped(
        "bob", "v" + value, NOON.plusSeconds(second), NOON.plusSeconds(second - 120));
  }

  @Test
  void stampsOfOneSecondAreEachNewOnce() throws MarksException {
    for (int i = 0; i < 3; i++) {
      assertThat(marks.use(stamped(i, 0), NOON)).isTrue();
      assertThat(marks.use(stamped(i, 0), NOON)).isFalse();
      assertThat(marks.use(stamped(i, 7), NOON)).as("the same value").isFalse();
    }
    assertThat(marks.use(stamped(3, -9), NOON)).as("one made before").isTrue();
    assertThat(marks.use(new Mark.Stamped("alice", "v0", NOON, NOON), NOON)).isTrue();
  }

  @Test
  void beyondTheMostOfASeriesWhatWasMadeFirstIsForgottenAndNothingOlderIsNew()
      throws MarksException {
    for (int i = 0; i <= Mark.Stamped.MOST; i++) {
      assertThat(marks.use(stamped(i, i), NOON)).isTrue();
    }
    for (int i = 0; i <= Mark.Stamped.MOST; i++) {
      assertThat(marks.use(stamped(i, i), NOON)).as("used " + i).isFalse();
    }
    assertThat(marks.use(stamped(1000, 0), NOON)).as("as old as the forgotten").isFalse();
    assertThat(marks.use(stamped(1001, 1), NOON)).as("newer than the forgotten").isTrue();
    assertThat(marks.use(stamped(1001, 1), NOON)).isFalse();
  }

  @Test
  void aStampOlderThanAllThatAreKeptIsNewOnce() throws MarksException {
    for (int i = 0; i < Mark.Stamped.MOST; i++) {
      assertThat(marks.use(stamped(i, i), NOON)).isTrue();
    }
    assertThat(marks.use(stamped(1000, -5), NOON)).isTrue();
    assertThat(marks.use(stamped(1000, -5), NOON)).isFalse();
    assertThat(marks.use(stamped(1001, -4), NOON)).as("nothing else was forgotten").isTrue();
  }

  @Test
  void aClockThatIsSteppedBackMakesNothingNew() throws MarksException {
    marks.use(counter("alice", 7), NOON);
    marks.use(once("00", NOON.plusSeconds(60)), NOON);
    marks.use(stamped(0, 0), NOON);
    var before = NOON.minusSeconds(86_400);
    assertThat(marks.use(counter("alice", 7), before)).isFalse();
    assertThat(marks.use(once("00", before.plusSeconds(60)), before)).isFalse();
    assertThat(marks.use(stamped(0, 0), before)).isFalse();
  }

  @Test
  void beyondTheMostAKnockIsRefusedUntilSomethingMayBeForgotten() throws MarksException {
    var until = NOON.plusSeconds(60);
    for (int i = 0; i < MemoryMarks.MOST; i++) {
      marks.use(once("v" + i, until), NOON);
    }
    assertThatThrownBy(() -> marks.use(once("new", until), NOON))
        .isInstanceOf(MarksException.class)
        .hasMessageContaining("100000 marks")
        .hasMessageContaining("once-in");
    assertThat(marks.use(once("v0", until), NOON)).as("what is known stays known").isFalse();
    assertThat(marks.use(once("new", Instant.MAX), until)).isTrue();
  }
}
