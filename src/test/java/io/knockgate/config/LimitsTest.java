package io.knockgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.knock.fwknop.FwknopMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
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

  @Test
  void aThousandOneTimeSequencesAreReadAndOneMoreIsRefused() throws IOException {
    Files.writeString(
        config, LEAST + "knocks: {tan: {one-time: {file: tan.txt}, action: open-web}}\n");
    Files.writeString(
        Files.createDirectory(directory.resolve("actions")).resolve("open-web.yaml"),
        "forward: {port: tcp/443, to: 10.20.0.5:443}\nfor: 5m");
    var lines = new ArrayList<String>();
    for (int i = 0; i < 1000; i++) {
      lines.add("9000 %d 8000 %d".formatted(2000 + i, 4000 + i));
    }
    var file = Files.write(directory.resolve("tan.txt"), lines);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(Configuration.read(config).problems()).isEmpty();

    Files.writeString(file, "\n9000 5000 8000 6000", StandardOpenOption.APPEND);
    assertThat(Configuration.read(config).problems())
        .extracting(Problem::toString)
        .containsExactly(file + ":1002:1: there are more than 1000 sequences here");
  }

  @Test
  void sixtyFourClientsOfFwknopAreReadAndOneMoreIsRefused() throws IOException {
    Files.writeString(
        Files.createDirectory(directory.resolve("actions")).resolve("open-web.yaml"),
        "forward: {port: tcp/443, to: 10.20.0.5:443}\nfor: 5m");
    var text =
        new StringBuilder(
            LEAST
                + "knocks: {phones: {fwknop: {udp: 62202, actions: {tcp/443: open-web}}}}\nclients:\n");
    var client =
        "  c%d: {fwknop: {key: credential:k%1$d, hmac-key: credential:h%1$d}, may: [open-web]}\n";
    for (int i = 10; i < 10 + FwknopMethod.MOST_KEYS; i++) {
      text.append(client.formatted(i));
    }
    Files.writeString(config, text);
    assertThat(Configuration.read(config).problems()).isEmpty();

    Files.writeString(config, client.formatted(9), StandardOpenOption.APPEND);
    assertThat(Configuration.read(config).problems())
        .extracting(Problem::fault)
        .containsExactly(Fault.TOO_MANY_FWKNOP);
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
