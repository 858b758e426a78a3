package io.knockgate.invite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QrTextTest {
  @Test
  void aShortTextIsTheSmallestCodeAndItsQuietZone() {
    var code = QrText.of("knockgate").orElseThrow();
    assertThat(code.lines()).hasSize(15).allMatch(line -> line.length() == 29);
    assertThat(code)
        .isEqualTo(
            """
            █████████████████████████████
            █████████████████████████████
            ████ ▄▄▄▄▄ █▄█████ ▄▄▄▄▄ ████
            ████ █   █ █ ▄█ ▀█ █   █ ████
            ████ █▄▄▄█ █▀█  ▀█ █▄▄▄█ ████
            ████▄▄▄▄▄▄▄█ ▀ ▀ █▄▄▄▄▄▄▄████
            ████▀ █ ▀ ▄ ▄▀▄▀▀▄▄▄▀▄ ▀ ████
            ████▀▀▀█ ▀▄   ██ ▄ ▄█▀██▄████
            ██████▄▄▄▄▄▄▀███▄▀█▀▄█▀█▀████
            ████ ▄▄▄▄▄ █ ██▀  █▄ ██▄█████
            ████ █   █ █▀ ▄▀█▄▄ ▀██ ▀████
            ████ █▄▄▄█ █▀▀ █▄▀▀▄▄▄██▄████
            ████▄▄▄▄▄▄▄██▄█▄▄████▄█▄█████
            █████████████████████████████
            ▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀
            """);
  }

  @Test
  void whatIsTooLongHasNone() {
    assertThat(QrText.of("x".repeat(3000))).isEmpty();
  }
}
