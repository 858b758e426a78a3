package io.knockgate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.knockgate.net.BadValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class DestinationTest {
  @Test
  void itIsReadAsSshFillsItIn() throws Exception {
    assertThat(Destination.parse("nas.example.org:22"))
        .isEqualTo(new Destination("nas.example.org", 22));
    assertThat(Destination.parse("fd00::1:22")).isEqualTo(new Destination("fd00::1", 22));
    assertThat(Destination.parse("[fd00::1]:22")).hasToString("[fd00::1]:22");
  }

  @Test
  void withoutAHostOrAPortItIsNone() {
    for (var text : List.of("", "nas", ":22", "nas:", "nas:0", "nas:ssh", "nas:65536")) {
      assertThatExceptionOfType(BadValue.class).isThrownBy(() -> Destination.parse(text));
    }
  }
}
