package io.knockgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every YAML block of docs/configuration.md and README.md is what it says it is. A block is marked `yaml
/// config`, `yaml config warning` or `yaml action NAME`; those of actions lie beside each
/// configuration.
class ManualTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml (\\w[^\\n]*)\\n(.*?)^```$");
  private static final String GATEWAY = "gateway: {wan: [wan0], guard: [tcp/22, tcp/443]}\n";

  /// @param mark what follows `yaml`
  private record Block(String mark, String text) {}

  @TempDir private Path directory;
  private List<Block> blocks = List.of();

  @BeforeEach
  void readTheManual() throws IOException {
    blocks =
        BLOCK
            .matcher(
                Files.readString(Path.of("docs/configuration.md"))
                    + Files.readString(Path.of("README.md")))
            .results()
            .map(match -> new Block(match.group(1), match.group(2)))
            .toList();
    Files.createDirectory(directory.resolve("actions"));
  }

  @Test
  void everyConfigurationIsRead() throws IOException {
    writeActions();
    int configurations = 0;
    for (var block : blocks) {
      if (block.mark().startsWith("config")) {
        configurations++;
        var whole = block.text().startsWith("gateway:") ? "" : GATEWAY;
        var reading = read(whole + block.text());
        assertThat(reading).as(block.text()).isInstanceOf(Reading.Sound.class);
        assertThat(reading.problems().isEmpty())
            .as("%s%n%s", block.text(), reading.problems())
            .isEqualTo(!block.mark().endsWith("warning"));
      }
    }
    assertThat(configurations).isGreaterThan(4);
  }

  @Test
  void everyActionIsReadAndTheSchemaAgrees() throws IOException {
    writeActions();
    assertThat(read(GATEWAY).problems()).isEmpty();
    for (var block : blocks) {
      if (block.mark().startsWith("action")) {
        assertThat(Schemas.judge(Schemas.ACTION, block.text())).as(block.text()).isEmpty();
      }
    }
  }

  @Test
  void everyKeyThatCanBeWrittenIsExplained() throws IOException {
    var manual = Files.readString(Path.of("docs/configuration.md"));
    for (var schema : List.of("schema/config.schema.json", "schema/action.schema.json")) {
      var document = Schemas.json(Files.readString(Path.of(schema)));
      for (var properties : document.findValues("properties")) {
        properties
            .fieldNames()
            .forEachRemaining(key -> assertThat(manual).contains("`" + key + "`"));
      }
    }
  }

  private void writeActions() throws IOException {
    for (var block : blocks) {
      if (block.mark().startsWith("action ")) {
        var name = block.mark().substring("action ".length());
        Files.writeString(directory.resolve("actions").resolve(name + ".yaml"), block.text());
      }
    }
  }

  private Reading read(String config) throws IOException {
    return Configuration.read(Files.writeString(directory.resolve("config.yaml"), config));
  }
}
