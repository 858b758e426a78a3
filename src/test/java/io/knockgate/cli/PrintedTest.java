package io.knockgate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import org.junit.jupiter.api.Test;

class PrintedTest {
  @Test
  void aFullDiskIsKnown() throws Exception {
    try (var full = new FileOutputStream("/dev/full")) {
      var printed = new Printed(full);
      printed.writer(UTF_8).println("{}");
      assertThat(printed.refused().orElseThrow()).hasMessageContaining("space");
    }
  }

  @Test
  void whatIsTakenIsAsItWas() {
    var taken = new ByteArrayOutputStream();
    var printed = new Printed(taken);
    printed.writer(UTF_8).println("süß");
    assertThat(printed.refused()).isEmpty();
    assertThat(taken.toString(UTF_8)).isEqualTo("süß\n");
  }
}
