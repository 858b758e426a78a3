package io.knockgate.knock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long WINDOW = 60 * SECOND;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void aValueIsNewOnce(long value) {
    for (long now : new long[] {0, -5, Long.MAX_VALUE - SECOND, Long.MIN_VALUE}) {
      var seen = new Seen(8, 42);
      assertThat(seen.first(value, now, WINDOW)).isTrue();
      assertThat(seen.first(value, now, WINDOW)).isFalse();
      assertThat(seen.first(value ^ 2, now, WINDOW)).isTrue();
      assertThat(seen.first(value, now - 1, WINDOW)).as("heard out of order").isFalse();
      assertThat(seen.first(value, now + WINDOW - 1, WINDOW)).isFalse();
      assertThat(seen.first(value, now + WINDOW, WINDOW)).as("out of date").isTrue();
    }
  }

  @Test
  void aPacketIsNewOnceADayAndWithoutAClockOnceForEver() {
    long day = 24 * 60 * 60 * SECOND;
    var packets = Seen.ofPackets(42);
    assertThat(packets.first(1, 0)).isTrue();
    assertThat(packets.first(1, day - 1)).isFalse();
    assertThat(packets.first(1, day)).isTrue();
    assertThat(packets.first(2)).isTrue();
    assertThat(packets.first(2)).isFalse();
  }

  @Test
  void asManyAsItHasPlacesAreRememberedNearlyAll() {
    var seen = new Seen(1024, 7);
    var random = new SplittableRandom(1);
    var values = random.longs(512).toArray();
    for (long value : values) {
      assertThat(seen.first(value, 0, WINDOW)).isTrue();
    }
    int forgotten = 0;
    for (long value : values) {
      forgotten += seen.first(value, 0, WINDOW) ? 1 : 0;
    }
    assertThat(forgotten).isLessThan(512 / 20);
  }

  @Test
  void whatIsOutOfDateMakesRoomFirst() {
    var seen = new Seen(8, 7);
    for (long value = 0; value < 7; value++) {
      seen.first(value, 0, WINDOW);
    }
    seen.first(100, WINDOW / 2, WINDOW);
    for (long value = 0; value < 7; value++) {
      seen.first(1000 + value, WINDOW, WINDOW);
    }
    assertThat(seen.first(100, WINDOW, WINDOW)).isFalse();
  }

  @Test
  void aFullSetForgetsAnyOfItsValues() {
    int forgotten = 0;
    for (int secret = 0; secret < 200; secret++) {
      var seen = new Seen(8, secret);
      for (long value = 0; value < 9; value++) {
        seen.first(value, 0, WINDOW);
      }
      forgotten += seen.first(3, 0, WINDOW) ? 1 : 0;
    }
    assertThat(forgotten).as("one in eight of 200").isBetween(10, 45);
  }

  @Test
  void itAllocatesNothing() {
    var seen = new Seen(1024, 7);
    var values = new SplittableRandom(1);
    assertThat(Allocation.bytes(10_000, () -> seen.first(values.nextInt(3000), 0, WINDOW)))
        .isZero();
  }

  @Test
  void itsPlacesAreAPowerOfTwo() {
    assertThatThrownBy(() -> new Seen(12, 0)).hasMessage("12 places");
    assertThatThrownBy(() -> new Seen(4, 0)).hasMessage("4 places");
  }
}
