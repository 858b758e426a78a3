package io.knockgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// For `./dev fuzz`: any file is read, and each of its problems has a place and is one line.
public final class ConfigurationFuzz {
  private static final Path DIRECTORY = directory();
  private static final Path FILE = DIRECTORY.resolve("config.yaml");

  private ConfigurationFuzz() {}

  private static Path directory() {
    try {
      return Files.createTempDirectory("knockgate-fuzz");
    } catch (IOException refused) {
      throw new AssertionError(refused);
    }
  }

  /// Reads it.
  ///
  /// @param input config.yaml
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Files.write(FILE, input);
    var reading = Configuration.read(FILE);
    for (var problem : reading.problems()) {
      assertThat(problem.place().file()).isAbsolute();
      assertThat(problem.toString()).doesNotContain("\n");
    }
    switch (reading) {
      case Reading.Faulty(var problems) -> assertThat(problems).isNotEmpty();
      case Reading.Sound(var settings, _) -> assertThat(settings.captures()).isNotEmpty();
    }
  }
}
