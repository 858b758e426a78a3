package io.knockgate.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTest {
  @ParameterizedTest
  @CsvSource({
    "0s, PT0S",
    "15s, PT15S",
    "10m, PT10M",
    "90m, PT90M",
    "4h, PT4H",
    "2d, PT48H",
    "1h30m, PT90M",
    "1d2h3m4s, PT26H3M4S",
    "366d, P366D"
  })
  void aTimeIsReadAsWritten(String text, Duration time) {
    assertThat(Span.parse(text)).contains(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "15",
        "s",
        "15 s",
        "15S",
        "1.5h",
        "-1s",
        "+1s",
        "30m1h",
        "1h1h",
        "15sec",
        "1w",
        "367d",
        "366d1s",
        "9999999999s",
        "١s",
        "15s\n"
      })
  void whatIsNoTimeIsNotRead(String text) {
    assertThat(Span.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PT90M, 1h30m", "PT25H, 1d1h", "PT1.9S, 1s", "PT0.4S, 0s", "PT-5S, 0s", "P2D, 2d"})
  void aTimeIsToldInItsShortestForm(Duration time, String text) {
    assertThat(Span.format(time)).isEqualTo(text);
  }

  @Test
  void whatIsToldCanBeReadAgain() {
    for (long seconds = 0; seconds <= Span.LONGEST.toSeconds(); seconds = seconds * 3 / 2 + 1) {
      var time = Duration.ofSeconds(seconds);
      assertThat(Span.parse(Span.format(time))).contains(time);
    }
  }
}
