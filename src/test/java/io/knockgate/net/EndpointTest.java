package io.knockgate.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  @ParameterizedTest
  @CsvSource({
    "10.20.0.5:22, 10.20.0.5:22",
    "[fd00:20::5]:22, [fd00:20::5]:22",
    "[FD00:20:0::5]:65535, [fd00:20::5]:65535"
  })
  void aHostAndPortIsReadAsItIsWritten(String text, String canonical) throws BadValue {
    assertThat(Endpoint.parse(text)).hasToString(canonical);
    assertThat(Endpoint.parse(canonical)).isEqualTo(Endpoint.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":22",
        "10.20.0.5",
        "fd00:20::5",
        "fd00:20::5:22",
        "[fd00:20::5]",
        "[fd00:20::5]22",
        "[fd00:20::5:22",
        "fd00:20::5]:22",
        "[10.20.0.5]:22",
        "[::ffff:10.20.0.5]:22"
      })
  void whatIsNoHostAndPortIsRefused(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text))
        .isInstanceOf(BadValue.class)
        .hasMessage(
            "a host and port is written 10.20.0.5:22 or [fd00:20::5]:22, not \"" + text + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nas:22", "10.20.0.5:0", "10.20.0.5:", "10.20.0.5:ssh", "[]:22", "[::1%lo]:22"})
  void aNameOrABadPortIsRefused(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text)).isInstanceOf(BadValue.class);
  }

  @Test
  void anEndpointWithoutAPortCanNotBeHeld() {
    assertThatThrownBy(() -> new Endpoint(Address.v4(1), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
