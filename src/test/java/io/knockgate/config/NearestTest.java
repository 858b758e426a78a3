package io.knockgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> KNOWN = List.of("guard", "wan", "watch", "closed", "at-stop");

  @ParameterizedTest
  @CsvSource({
    "gaurd, guard",
    "guards, guard",
    "wam, wan",
    "wach, watch",
    "close, closed",
    "atstop, at-stop"
  })
  void aSlipOfThePenIsUnderstood(String word, String meant) {
    assertThat(Nearest.suggest(word, KNOWN)).isEqualTo(", did you mean \"" + meant + "\"?");
  }

  @ParameterizedTest
  @CsvSource({"colour", "x", "lan0", "clients", "''"})
  void whatIsNearNothingSuggestsNothing(String word) {
    assertThat(Nearest.suggest(word, KNOWN)).isEmpty();
  }

  @Test
  void ofTwoThatAreEquallyNearTheFirstInTheAlphabetIsSuggested() {
    assertThat(Nearest.suggest("cat", List.of("hat", "bat"))).contains("bat");
  }

  @Test
  void aVeryLongWordIsNotCompared() {
    assertThat(Nearest.suggest("x".repeat(1_000_000), List.of("x".repeat(64)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "abc, abc, 0",
    "abc, acb, 1",
    "abc, ab, 1",
    "abc, abcd, 1",
    "abc, xyz, 3",
    "'', ab, 2"
  })
  void theDistanceCountsEditsAndSwaps(String a, String b, int distance) {
    assertThat(Nearest.distance(a, b)).isEqualTo(distance);
    assertThat(Nearest.distance(b, a)).isEqualTo(distance);
  }
}
