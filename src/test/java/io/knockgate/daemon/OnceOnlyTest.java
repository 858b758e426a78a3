package io.knockgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.access.Grant;
import io.knockgate.access.Verdict;
import io.knockgate.action.Ask;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import io.knockgate.replay.Mark;
import io.knockgate.replay.MarksException;
import io.knockgate.replay.MemoryMarks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OnceOnlyTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Mark MARK = new Mark.Stamped("key 1", "5f", NOW, NOW.minusSeconds(60));

  private final Claim packet = claim("SHA256:key");
  private final MemoryMarks marks = new MemoryMarks();

  private static Claim claim(@Nullable String key) {
    var source = Address.v4(0xcb007109);
    var wish = new Wish.Close("ssh");
    return new Claim("signed", "alice", wish, source, Ask.NOTHING, MARK, source, key);
  }

  @Test
  void whatIsGrantedCountsOnce() {
    assertThat(settle(granted(packet))).isEqualTo(granted(packet));
    assertThat(settle(granted(packet))).isEqualTo(new Verdict.Refused(packet, "already used"));
  }

  @Test
  void aPacketThatProvedItsClientAndWasRefusedIsNotGrantedLater() {
    var refused = new Verdict.Refused(packet, "the client's clock is 67 s ahead");
    assertThat(settle(refused)).isEqualTo(refused);
    assertThat(settle(granted(packet))).isEqualTo(new Verdict.Refused(packet, "already used"));
  }

  @Test
  void aSequenceThatWasRefusedMayBeGrantedLater() {
    var sequence = claim(null);
    settle(new Verdict.Refused(sequence, "client alice may not have ssh"));
    assertThat(settle(granted(sequence))).isEqualTo(granted(sequence));
  }

  @Test
  void whereMarksCantBeWrittenNothingIsGranted() {
    var verdict =
        OnceOnly.settle(
            granted(packet),
            (_, _) -> {
              throw new MarksException("the disk is full");
            },
            NOW);
    assertThat(verdict).isEqualTo(new Verdict.Refused(packet, "the disk is full"));
  }

  private Verdict settle(Verdict verdict) {
    return OnceOnly.settle(verdict, marks, NOW);
  }

  private static Verdict granted(Claim claim) {
    return new Verdict.Granted(new Grant.Close(claim));
  }
}
