package io.knockgate.capture.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

/// For `./dev fuzz`: any line has an answer, the same each time, and only one with the kernel's tag
/// can be a knock.
public final class LogLineFuzz {
  private LogLineFuzz() {}

  /// Reads it.
  ///
  /// @param input a line
  public static void fuzzerTestOneInput(byte[] input) {
    var whole = new String(input, StandardCharsets.ISO_8859_1);
    var text = whole.substring(0, Math.min(whole.length(), Lines.LONGEST));
    var line = LogLine.read(text, 1, 0);
    assertThat(LogLine.read(text, 1, 0)).isEqualTo(line);
    if (line instanceof LogLine.Logged(var in, var packet)) {
      assertThat(text).contains("IN=" + in, "SRC=", "DST=");
      assertThat(packet.source().isV6()).isEqualTo(packet.destination().isV6());
      assertThat(Header.of(text).orElseThrow().tag()).isEqualTo(Header.KERNEL);
    }
  }
}
