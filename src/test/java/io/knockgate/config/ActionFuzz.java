package io.knockgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// For `./dev fuzz`: any file of an action is read, and what is sound is an action.
public final class ActionFuzz {
  private static final Path CONFIG = config();
  private static final Path FILE = CONFIG.resolveSibling("actions").resolve("fuzz.yaml");

  private ActionFuzz() {}

  private static Path config() {
    try {
      var directory = Files.createTempDirectory("knockgate-fuzz");
      Files.createDirectory(directory.resolve("actions"));
      return Files.writeString(
          directory.resolve("config.yaml"), "gateway: {wan: [wan0], guard: [tcp/22, tcp/443]}");
    } catch (IOException refused) {
      throw new AssertionError(refused);
    }
  }

  /// Reads it.
  ///
  /// @param input actions/fuzz.yaml
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Files.write(FILE, input);
    switch (Configuration.read(CONFIG)) {
      case Reading.Faulty(var problems) ->
          assertThat(problems).isNotEmpty().allMatch(it -> it.place().file().equals(FILE));
      case Reading.Sound(var settings, _) -> assertThat(settings.actions()).containsKey("fuzz");
    }
  }
}
