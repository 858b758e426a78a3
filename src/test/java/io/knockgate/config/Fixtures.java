package io.knockgate.config;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;

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
  private static final Path CONFIGURATIONS = directory("check");
  private static final Path CLIENTS = directory("client");

  static {
    all().forEach(Fixtures::setModes);
  }

  private Fixtures() {}

  static List<Path> all() {
    return children(CONFIGURATIONS);
  }

  static Path named(String name) {
    return CONFIGURATIONS.resolve(name);
  }

  static Path client(String name) {
    return CLIENTS.resolve(name);
  }

  /// Those of clients' files, each called nas.yaml.
  static List<Path> clients() {
    return children(CLIENTS);
  }

  /// What a directory shows: the name of a fault, or `sound`.
  static String fault(Path fixture) {
    return fixture.getFileName().toString().replaceFirst("\\..*", "");
  }

  /// Every YAML file of the fixtures.
  static List<Path> files() {
    return Stream.concat(all().stream(), clients().stream())
        .flatMap(fixture -> Stream.of(fixture, fixture.resolve("actions")))
        .filter(Files::isDirectory)
        .flatMap(directory -> children(directory).stream())
        .filter(file -> file.toString().endsWith(".yaml") && Files.isRegularFile(file))
        .filter(file -> !file.getFileName().toString().startsWith("."))
        .toList();
  }

  /// What `check` would print, with the paths as they are from the fixture's directory.
  static String told(Reading<?> reading, Path fixture) {
    return reading.problems().stream()
        .map(problem -> problem.toString().replace(fixture + "/", "") + "\n")
        .collect(Collectors.joining());
  }

  /// What git does not keep: whether others than the owner may read a file of sequences.
  private static void setModes(Path fixture) {
    try {
      for (var file : children(fixture)) {
        switch (file.getFileName().toString()) {
          case "one-time.txt" -> Files.setPosixFilePermissions(file, fromString("rw-------"));
          case "read-by-others.txt" -> Files.setPosixFilePermissions(file, fromString("rw-r--r--"));
          default -> {}
        }
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  static void assertNamedFor(Path fixture, Reading<?> reading) {
    var faults = reading.problems().stream().map(problem -> problem.fault().toString()).toList();
    if (fault(fixture).equals("sound")) {
      assertThat(faults).isEmpty();
    } else {
      assertThat(faults).contains(fault(fixture));
    }
  }

  private static List<Path> children(Path directory) {
    try (var children = Files.list(directory)) {
      return children.sorted().toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Path directory(String name) {
    try {
      return Path.of(Fixtures.class.getResource(name).toURI());
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
