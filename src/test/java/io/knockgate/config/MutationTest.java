package io.knockgate.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever stands in the file, the reader gives an answer.
class MutationTest {
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
      var mutant = Mutants.of(example, random);
      Files.write(config, mutant);
      var action = Mutants.of(originals.get(round % originals.size()), random);
      Files.write(actions.resolve("open-asked.yaml"), action);
      assertThatCode(() -> Configuration.read(config))
          .as(() -> new String(mutant, ISO_8859_1) + new String(action, ISO_8859_1))
          .doesNotThrowAnyException();
    }
  }
}
