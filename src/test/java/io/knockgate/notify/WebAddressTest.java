package io.knockgate.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.net.BadValue;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressTest {
  private static final int LONGEST = 2048;

  /// A topic or a token is as good as a password.
  @ParameterizedTest
  @CsvSource({
    "https://ntfy.sh/s3cret, ntfy.sh, https://ntfy.sh",
    "http://10.20.0.5:8080/s3cret?token=s3cret, 10.20.0.5:8080, http://10.20.0.5:8080",
    "https://[fd00:20::5]:65535/s3cret, [fd00:20::5]:65535, https://[fd00:20::5]:65535",
    "https://ntfy.sh:1, ntfy.sh:1, https://ntfy.sh:1"
  })
  void whatIsToldOfItEndsWithTheHost(String text, String host, String told) throws BadValue {
    var address = WebAddress.parse(text);
    assertThat(address.host()).isEqualTo(host);
    assertThat(address).hasToString(told);
    assertThat(address.revealed()).isEqualTo(URI.create(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ntfy.sh/s3cret",
        "//ntfy.sh/s3cret",
        "ftp://ntfy.sh/s3cret",
        "https:///s3cret",
        "https:s3cret",
        "https://not_a_host/s3cret",
        "https://alice@ntfy.sh/s3cret",
        "https://alice:s3cret@ntfy.sh/",
        "https://ntfy.sh/#s3cret",
        "https://ntfy.sh:0/s3cret",
        "https://ntfy.sh:65536/s3cret",
        "https://ntfy.sh/s3cret s3cret",
        "https://ntfy.sh/s3cret\u00e9",
        "https://ntfy.sh/s3cret%"
      })
  void everythingElseIsRefusedWithTheFormAndNotRepeated(String text) {
    assertThatThrownBy(() -> WebAddress.parse(text))
        .isInstanceOf(BadValue.class)
        .hasMessage(
            "an address is written https://HOST/PATH or http://HOST/PATH, with no user, password"
                + " or #")
        .hasNoCause();
  }

  @Test
  void aLongerOneThanThatIsNoAddress() throws BadValue {
    var longest = "https://ntfy.sh/" + "x".repeat(LONGEST - "https://ntfy.sh/".length());
    assertThat(WebAddress.parse(longest).revealed()).hasToString(longest);
    assertThatThrownBy(() -> WebAddress.parse(longest + "x")).isInstanceOf(BadValue.class);
  }

  @Test
  void twoAreTheSameExactlyWhenTheyLeadToTheSamePlace() throws BadValue {
    var address = WebAddress.parse("https://ntfy.sh/one");
    assertThat(WebAddress.parse("https://ntfy.sh/one"))
        .isEqualTo(address)
        .hasSameHashCodeAs(address);
    assertThat(WebAddress.parse("https://ntfy.sh/other")).isNotEqualTo(address);
  }
}
