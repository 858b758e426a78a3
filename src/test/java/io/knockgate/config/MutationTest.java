package io.knockgate.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever stands in the file, the reader gives an answer.
class MutationTest {
  private static final List<String> SCRAPS =
      List.of(
          "\t",
          "\n",
          "  ",
          ": ",
          "- ",
          "? ",
          "{",
          "}",
          "[",
          "]",
          "\"",
          "'",
          "#",
          "|\n",
          ">\n",
          "&a ",
          "*a",
          "!!",
          "!<x>",
          "%YAML 9.9\n",
          "---\n",
          "...\n",
          "\\",
          "\"\\U00110000\"",
          "\"\\uD800\"",
          "\"\\0\"",
          "\uFEFF",
          "\u0085",
          "\uD83D\uDEAA",
          "<<: ",
          "~",
          "null",
          "0x16",
          "1e9",
          ".inf",
          "99999999999999999999",
          "-1",
          "asked",
          "%");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noMutationOfTheExampleMakesTheReaderThrow(long seed) throws IOException {
    var random = new Random(seed);
    var example = Files.readString(Path.of("config.yaml"));
    var originals =
        List.of(
            Files.readString(Path.of("actions/open-asked.yaml")),
            Files.readString(Path.of("actions/wake-nas.yaml")),
            Files.readString(Fixtures.named("sound.actions").resolve("actions/backup.yaml")),
            Files.readString(Fixtures.named("sound.actions").resolve("actions/office.yaml")));
    var config = directory.resolve("config.yaml");
    var actions = Files.createDirectory(directory.resolve("actions"));
    for (int round = 0; round < 500; round++) {
      var mutant = mutate(example, random);
      Files.write(config, mutant);
      var action = mutate(originals.get(round % originals.size()), random);
      Files.write(actions.resolve("open-asked.yaml"), action);
      assertThatCode(() -> Configuration.read(config))
          .as(() -> new String(mutant, ISO_8859_1) + new String(action, ISO_8859_1))
          .doesNotThrowAnyException();
    }
  }

  private static byte[] mutate(String original, Random random) {
    var text = new StringBuilder(original);
    for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(20));
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, SCRAPS.get(random.nextInt(SCRAPS.size())));
        case 1 -> text.replace(at, end, SCRAPS.get(random.nextInt(SCRAPS.size())));
        default -> text.insert(random.nextInt(text.length()), text.substring(at, end));
      }
    }
    var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(10) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }
}
