package io.knockgate.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortRangeTest {

  @ParameterizedTest
  @CsvSource({"22, 1, 22", "1040-1049, 10, 1040-1049", "7-7, 1, 7", "1-65535, 65535, 1-65535"})
  void aRangeIsReadAsItIsWritten(String text, int size, String canonical) throws BadValue {
    assertThat(PortRange.parse(text)).hasToString(canonical);
    assertThat(PortRange.parse(text).size()).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "1-", "-1", "0-5", "1-65536", "1-2-3", "1 - 2", "1:2", "a-b"})
  void whatIsNoRangeIsRefused(String text) {
    assertThatThrownBy(() -> PortRange.parse(text))
        .isInstanceOf(BadValue.class)
        .hasMessageStartingWith("a port number is 1 to 65535, not ");
  }

  @Test
  void aRangeIsNotWrittenBackwards() {
    assertThatThrownBy(() -> PortRange.parse("9-8"))
        .isInstanceOf(BadValue.class)
        .hasMessage("a port range is written low-high, not \"9-8\"");
    assertThatThrownBy(() -> new PortRange(9, 8)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bothEndsBelongToIt() {
    var range = new PortRange(1040, 1049);
    assertThat(range.contains(1039)).isFalse();
    assertThat(range.contains(1040)).isTrue();
    assertThat(range.contains(1049)).isTrue();
    assertThat(range.contains(1050)).isFalse();
    assertThat(PortRange.ALL.contains(1)).isTrue();
    assertThat(PortRange.ALL.contains(65535)).isTrue();
  }
}
