package io.knockgate.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
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
}
