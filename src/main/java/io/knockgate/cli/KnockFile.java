package io.knockgate.cli;

import io.knockgate.client.User;
import io.knockgate.config.ClientFile;
import io.knockgate.config.ClientSettings;
import io.knockgate.config.Problem;
import io.knockgate.config.Reading;
import io.knockgate.control.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/// A client's file, by its name or its path.
record KnockFile(Path path) {
  private static final String SUFFIX = ".yaml";

  /// @param word `nas` for `~/.config/knockgate/nas.yaml`; a path has a slash
  static KnockFile of(String word, User user) {
    return new KnockFile(
        word.contains("/") ? Path.of(word) : user.clientFiles().resolve(word + SUFFIX));
  }

  /// What it says.
  ///
  /// @throws Failure with every problem
  ClientSettings settings() throws Failure {
    if (Files.notExists(path)) {
      throw new Failure(
          Exit.CONFIGURATION, "%s: there is no such file; %s".formatted(path, others()));
    }
    return switch (ClientFile.read(path)) {
      case Reading.Sound(var settings, _) -> settings;
      case Reading.Faulty(var problems) ->
          throw new Failure(Exit.CONFIGURATION, problems.stream().map(Problem::toString).toList());
    };
  }

  /// What could have been meant.
  private String others() {
    var files = path.resolveSibling(".").toFile().list((_, name) -> name.endsWith(SUFFIX));
    return files == null || files.length == 0
        ? "`knockgate client join` makes one of an invitation"
        : Arrays.stream(files)
            .map(name -> name.substring(0, name.length() - SUFFIX.length()))
            .sorted()
            .collect(Collectors.joining(", ", "there are: ", ""));
  }
}
