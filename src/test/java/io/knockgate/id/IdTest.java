package io.knockgate.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdTest {
  @Test
  void anIdIsEightCharactersThatReadBackAsItself() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 1_000; i++) {
      var id = Id.random(random);
      assertThat(id.toString()).matches("[0-9a-hjkmnp-tv-z]{8}");
      assertThat(Id.parse(id.toString())).contains(id);
    }
  }

  @Test
  void theFirstAndTheLastIdAreWrittenInFull() {
    assertThat(new Id(0)).hasToString("00000000");
    assertThat(new Id((1L << 40) - 1)).hasToString("zzzzzzzz");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0000000", "000000000", "0000000i", "0000000A", "0000000-", "ssh-nas!"})
  void whatIsNoIdIsNotRead(String text) {
    assertThat(Id.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1L << 40})
  void aNumberBeyondEightCharactersIsNoId(long bits) {
    assertThatThrownBy(() -> new Id(bits)).isInstanceOf(IllegalArgumentException.class);
  }
}
