package io.knockgate.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryMarksTest extends MarksContractTest {
  @Override
  protected Marks open() {
    return new MemoryMarks();
  }

  @Test
  void askingUsesNothingUp() throws MarksException {
    var memory = new MemoryMarks();
    var mark = counter("alice", 7);
    assertThat(memory.isNew(mark, NOON)).isTrue();
    assertThat(memory.isNew(mark, NOON)).isTrue();
    assertThat(memory.use(mark, NOON)).isTrue();
    assertThat(memory.isNew(mark, NOON)).isFalse();
  }

  @Test
  void ofTwoTheOneThatForbidsMoreStays() {
    var memory = new MemoryMarks();
    memory.enter(counter("alice", 7));
    memory.enter(counter("alice", 5));
    memory.enter(once("00", Instant.MAX));
    memory.enter(once("00", NOON));
    assertThat(memory.all())
        .containsExactlyInAnyOrder(counter("alice", 7), once("00", Instant.MAX));
  }

  @Test
  void aRaisedFloorMakesWhatWasStampedBeforeItNeverNewAgain() throws MarksException {
    var memory = new MemoryMarks();
    memory.use(stamped("early", NOON), NOON);
    memory.use(stamped("late", NOON.plusSeconds(2)), NOON);
    assertThat(memory.floors()).isEmpty();

    memory.raise("spa", NOON.plusSeconds(1));
    memory.raise("spa", NOON);

    assertThat(memory.floors()).containsExactly(Map.entry("spa", NOON.plusSeconds(1)));
    assertThat(memory.all()).containsExactly(stamped("late", NOON.plusSeconds(2)));
    assertThat(memory.isNew(stamped("other", NOON.plusSeconds(1)), NOON)).isFalse();
    assertThat(memory.isNew(stamped("other", NOON.plusNanos(1_000_000_001)), NOON)).isTrue();
  }

  @Test
  void ofTwoStampsOnOneValueTheLaterStays() {
    var memory = new MemoryMarks();
    memory.enter(stamped("value", NOON.plusSeconds(1)));
    memory.enter(stamped("value", NOON));
    assertThat(memory.all()).containsExactly(stamped("value", NOON.plusSeconds(1)));
  }

  @Test
  void whereThereIsNoRoomForAnotherAnAscendingRowGoesOn() throws MarksException {
    var memory = new MemoryMarks();
    memory.enter(counter("alice", 7));
    for (int i = 1; i < MemoryMarks.MOST; i++) {
      memory.enter(once(Integer.toHexString(i), Instant.MAX));
    }
    assertThat(memory.use(counter("alice", 8), NOON)).isTrue();
    assertThatThrownBy(() -> memory.use(counter("bob", 1), NOON))
        .isInstanceOf(MarksException.class);
  }

  private static Mark stamped(String value, Instant at) {
    return new Mark.Stamped("spa", value, at, Instant.MAX);
  }
}
