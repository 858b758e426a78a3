package io.knockgate.knock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
  private enum Why implements Tally.Reason {
    BAD_LENGTH("it is too long"),
    STALE("it is too old");

    private final String words;

    Why(String words) {
      this.words = words;
    }

    @Override
    public String words() {
      return words;
    }
  }

  private final Tally<Why> tally = new Tally<>(Why.class);

  @Test
  void everyReasonIsToldThoughNothingWasRefusedForIt() {
    tally.count(Why.STALE);
    tally.count(Why.STALE);
    assertThat(tally.counts()).containsExactly(Map.entry("bad-length", 0L), Map.entry("stale", 2L));
  }

  @Test
  void eachReasonHasItsWords() {
    assertThat(tally.words())
        .containsExactly(
            Map.entry("bad-length", "it is too long"), Map.entry("stale", "it is too old"));
  }
}
