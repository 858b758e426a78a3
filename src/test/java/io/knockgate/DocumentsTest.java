package io.knockgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the documents name is there. (Their YAML is read by `config.ManualTest`.)
class DocumentsTest {
  private static final List<Path> DOCUMENTS =
      Stream.of(
              "README.md",
              "ARCHITECTURE.md",
              "CONTRIBUTING.md",
              "SECURITY.md",
              "CHANGELOG.md",
              "docs/decisions.md",
              "docs/configuration.md",
              "docs/recipes.md",
              "docs/fwknop.md",
              "docs/knockd.md",
              "docs/sequences.md",
              "docs/knock-packet.md",
              "docs/lockout.md",
              "docs/benchmarks.md",
              "docs/coverage.md",
              "docs/reliability.md")
          .map(Path::of)
          .toList();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
  private static final Pattern TEST = Pattern.compile("`(?:[a-z.]+\\.)?([A-Z]\\w+Test)`");
  private static final Pattern SHOWN = Pattern.compile("`[A-Z]\\w+Test`[^|]* \\|$");
  private static final Pattern COMMAND = Pattern.compile("\\| `knockgate (\\w+)");

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    var broken = new TreeSet<String>();
    for (var document : DOCUMENTS) {
      for (var target : found(LINK, document)) {
        if (!Files.exists(document.resolveSibling(target))) {
          broken.add(document + " -> " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Set<String> tests;
    try (var files = Files.walk(Path.of("src/test/java"))) {
      tests =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".java"))
              .map(name -> name.replace(".java", ""))
              .collect(Collectors.toSet());
    }
    for (var document : DOCUMENTS) {
      assertThat(tests).as(document.toString()).containsAll(found(TEST, document));
    }
  }

  @Test
  void everyLineOfTheThreatModelNamesItsTestsOrSaysThatItIsNotDefended() throws IOException {
    var lines =
        Files.readAllLines(Path.of("SECURITY.md")).stream()
            .filter(line -> line.startsWith("| ") && !line.contains("| shown by |"))
            .toList();
    assertThat(lines)
        .hasSizeGreaterThan(40)
        .allMatch(line -> SHOWN.matcher(line).find() || line.endsWith("| not defended |"));
  }

  @Test
  void theReadmeListsEveryCommandAndNoOther() throws IOException {
    Set<String> commands;
    try (var files = Files.list(Path.of("src/main/java/io/knockgate/cli"))) {
      commands =
          files
              .filter(file -> file.toString().endsWith("Command.java") && !isHidden(file))
              .map(file -> file.getFileName().toString())
              .map(name -> name.replace("Command.java", "").toLowerCase(java.util.Locale.ROOT))
              .collect(Collectors.toSet());
    }
    assertThat(found(COMMAND, Path.of("README.md"))).containsExactlyInAnyOrderElementsOf(commands);
  }

  /// Whether people don't run it.
  private static boolean isHidden(Path command) {
    try {
      return Files.readString(command).contains("\n    hidden = true");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Set<String> found(Pattern pattern, Path document) throws IOException {
    return pattern
        .matcher(Files.readString(document))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
