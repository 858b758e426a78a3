package io.knockgate.knock.sequence;

import static io.knockgate.knock.sequence.Knocker.MILLISECOND;
import static io.knockgate.knock.sequence.Knocker.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.knock.Wish;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OddsTest {

  /// By hand: s is right if m · C(s+k-1, k-1) is at most N^(k-1) / 100,000, and for s+1 is not.
  @ParameterizedTest(name = "{0} sequences of {2} ports, {1} watched: {3} strays")
  @CsvSource({
    "5, 65535, 4, 43", // 5 · C(46,3) = 75,900 of 80,000
    "10, 65535, 4, 34", // 10 · C(37,3) = 77,700 of 80,000
    "1, 65535, 4, 63",
    "5, 65535, 5, 63",
    "1, 700, 4, 25", // C(28,3) = 3,276 of 3,430
    "1, 1000, 4, 37", // C(40,3) = 9,880 of 10,000
    "5, 1000, 4, 20", // 5 · C(23,3) = 8,855 of 10,000
    "1, 100, 4, 2", // C(5,3) = 10 of 10
    "5, 100, 4, 0",
    "5, 100, 5, 5", // 5 · C(9,4) = 630 of 1,000
    "10000, 65535, 5, 22",
    "1, 65535, 32, 63",
    "1, 65535, 1, 0",
    "1, 1, 4, 0"
  })
  void theLongerTheSequenceAndTheMoreIsWatchedTheMoreIsForgiven(
      int sequences, int watched, int ports, int strays) {
    assertThat(new Odds(sequences, watched).strays(sequence(ports), 100 * SECOND))
        .isEqualTo(strays);
  }

  @Test
  void sixAtOnceAndOneEveryFiveMilliseconds() {
    var odds = new Odds(1, 65535);
    assertThat(odds.strays(sequence(5), 0)).isEqualTo(6);
    assertThat(odds.strays(sequence(5), 5 * MILLISECOND - 1)).isEqualTo(6);
    assertThat(odds.strays(sequence(5), 5 * MILLISECOND)).isEqualTo(7);
    assertThat(odds.strays(sequence(5), SECOND)).isEqualTo(63);
    assertThat(odds.strays(sequence(5), -3 * MILLISECOND)).isEqualTo(6);
  }

  private static Sequence sequence(int ports) {
    return new Sequence(
        "some",
        Collections.nCopies(ports, Port.tcp(7000)),
        Duration.ofSeconds(15),
        new Wish.Open("act"),
        null);
  }
}
