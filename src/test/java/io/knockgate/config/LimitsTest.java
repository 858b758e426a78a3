package io.knockgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  private static final String LEAST = "gateway: {wan: [wan0]}\n";

  @TempDir private Path directory;
  private Path config;

  @BeforeEach
  void name() {
    config = directory.resolve("config.yaml");
  }

  @Test
  void aFileOfAMebibyteIsRead() throws IOException {
    Files.writeString(config, padded(SourceText.LARGEST));
    assertThat(Configuration.read(config)).isInstanceOf(Reading.Sound.class);
  }

  @Test
  void aLargerFileIsRefusedUnread() throws IOException {
    Files.writeString(config, padded(SourceText.LARGEST + 1));
    assertThat(Configuration.read(config).problems())
        .extracting(Problem::toString)
        .containsExactly(
            config + ": this is larger than 1 MiB, which no configuration needs to be");
  }

  @Test
  void aThousandActionsAreReadAndOneMoreIsRefused() throws IOException {
    Files.writeString(config, LEAST);
    var actions = Files.createDirectory(directory.resolve("actions"));
    for (int i = 0; i < ActionFiles.MOST; i++) {
      Files.writeString(
          actions.resolve("a" + i + ".yaml"), "run: {command: [/bin/true], timeout: 1m}");
    }
    assertThat(Configuration.read(config)).isInstanceOf(Reading.Sound.class);

    Files.writeString(actions.resolve("b.yaml"), "run: {command: [/bin/true], timeout: 1m}");
    assertThat(Configuration.read(config).problems())
        .extracting(Problem::toString)
        .containsExactly(actions + ": there are more than 1000 files here");
  }

  @Test
  void tooManyKnocksAreRefused() throws IOException {
    var text = new StringBuilder(LEAST + "knocks:\n");
    for (int i = 0; i < 1001; i++) {
      text.append("  k").append(i).append(": {sequence: [9, 8, 9, 7], close: x}\n");
    }
    Files.writeString(config, text);
    assertThat(Configuration.read(config).problems())
        .extracting(Problem::fault)
        .contains(Fault.LONG_LIST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? ", "{? ", "&a [", "!!x "})
  void deepNestingIsRefusedWithoutHarm(String opening) throws IOException {
    Files.writeString(config, opening.repeat(100_000));
    assertThat(Configuration.read(config)).isInstanceOf(Reading.Faulty.class);
  }

  @Test
  void aBillionLaughsAreRefusedAtTheFirst() throws IOException {
    Files.writeString(config, "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n");
    assertThat(Configuration.read(config).problems())
        .extracting(Problem::fault)
        .containsExactly(Fault.ANCHOR);
  }

  private static String padded(int bytes) {
    return LEAST + "#" + "x".repeat(bytes - LEAST.length() - 1);
  }
}
