package io.knockgate.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The configurations of `src/test/resources`: one directory each, with what `check` says of it.
///
/// A directory is named for the fault that it shows, with more after a dot where a fault has
/// several faces, or `sound.` where there is none. Each YAML file says in its first line what the
/// schema makes of it alone.
final class Fixtures {
  private static final Path ROOT = root();

  private Fixtures() {}

  static List<Path> all() {
    return children(ROOT);
  }

  /// Every YAML file of the fixtures.
  static List<Path> files() {
    return all().stream()
        .flatMap(fixture -> Stream.of(fixture, fixture.resolve("actions")))
        .filter(Files::isDirectory)
        .flatMap(directory -> children(directory).stream())
        .filter(file -> file.toString().endsWith(".yaml") && Files.isRegularFile(file))
        .filter(file -> !file.getFileName().toString().startsWith("."))
        .toList();
  }

  /// What `check` would print, with the paths as they are from the fixture's directory.
  static String told(Reading reading, Path fixture) {
    return reading.problems().stream()
        .map(problem -> problem.toString().replace(fixture + "/", "") + "\n")
        .collect(Collectors.joining());
  }

  private static List<Path> children(Path directory) {
    try (var children = Files.list(directory)) {
      return children.sorted().toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Path root() {
    try {
      return Path.of(Fixtures.class.getResource("check").toURI());
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
