package io.knockgate.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "203.0.113.0/24",
        "203.0.113.9",
        "0.0.0.0/0",
        "128.0.0.0/1",
        "2001:db8::/32",
        "2001:db8:0:1::/64",
        "2001:db8:0:1:8000::/65",
        "2001:db8::9",
        "::/0"
      })
  void aPrefixIsToldAsItIsWritten(String text) throws BadValue {
    assertThat(Prefix.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.0/24, 203.0.113.0",
    "203.0.113.0/24, 203.0.113.255",
    "203.0.113.9, 203.0.113.9",
    "203.0.113.8/31, 203.0.113.9",
    "0.0.0.0/0, 255.255.255.255",
    "2001:db8::/32, 2001:db8:ffff::1",
    "2001:db8:0:1::/64, 2001:db8:0:1:ffff:ffff:ffff:ffff",
    "2001:db8:0:1:8000::/65, 2001:db8:0:1:8000::1",
    "::/0, ffff::1"
  })
  void itContainsWhatBeginsWithItsBits(String prefix, String address) throws BadValue {
    assertThat(Prefix.parse(prefix).contains(Address.parse(address))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.0/24, 203.0.112.255",
    "203.0.113.0/24, 203.0.114.0",
    "203.0.113.9, 203.0.113.8",
    "128.0.0.0/1, 127.255.255.255",
    "2001:db8::/32, 2001:db9::",
    "2001:db8:0:1:8000::/65, 2001:db8:0:1:7fff::",
    "2001:db8::9, 2001:db8::8",
    "0.0.0.0/0, 2001:db8::9",
    "::/0, 203.0.113.9"
  })
  void itContainsNothingElse(String prefix, String address) throws BadValue {
    assertThat(Prefix.parse(prefix).contains(Address.parse(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/24",
        "203.0.113.0/",
        "203.0.113.0/33",
        "203.0.113.0/-1",
        "203.0.113.0/024",
        "203.0.113.0/24/24",
        "203.0.113.9/24",
        "203.0.113/24",
        "2001:db8::/129",
        "2001:db8::9/64",
        "example.net/24",
        "[::]/0"
      })
  void everythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Prefix.parse(text)).isInstanceOf(BadValue.class);
  }
}
