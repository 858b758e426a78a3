package io.knockgate.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NanosTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1678-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999999Z",
        "1970-01-01T00:04:00Z",
        "2038-01-19T03:14:08Z",
        "2106-02-07T06:28:16.000000001Z",
        "2150-06-01T12:00:00Z",
        "2262-04-11T23:47:15Z"
      })
  void aTimeComesBackAsItWas(String text) {
    var time = Instant.parse(text);
    assertThat(Nanos.instant(Nanos.of(time))).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2262-04-11T23:47:16.5Z", "2300-01-01T00:00:00Z"})
  void aYearThatIsTooLateIsTheLast(String text) {
    assertThat(Nanos.instant(Nanos.of(Instant.parse(text)))).isEqualTo("2262-04-11T23:47:16Z");
  }

  @Test
  void noTimeIsTooFar() {
    assertThat(Nanos.instant(Nanos.of(Instant.MAX))).isEqualTo("2262-04-11T23:47:16Z");
    assertThat(Nanos.instant(Nanos.of(Instant.MIN))).isEqualTo("1677-09-21T00:12:44Z");
    assertThat(Nanos.of(Instant.MAX) - Nanos.of(Instant.MAX.minus(Duration.ofDays(1)))).isZero();
  }
}
