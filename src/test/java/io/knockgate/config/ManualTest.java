package io.knockgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every YAML block of docs/configuration.md, docs/fwknop.md, docs/knockd.md and README.md is what
/// it says it is, and so is each of docs/recipes.md, on its own. A block is marked `yaml config`,
/// `yaml config warning`, `yaml client` or `yaml action NAME`; those of actions lie beside each
/// configuration of the same documents, and so does the list of one-time sequences.
class ManualTest {
  private static final String GATEWAY = "gateway: {wan: [wan0], guard: [tcp/22, tcp/443]}\n";

  private static final List<Block> MANUAL =
      Block.all("docs/configuration.md", "docs/fwknop.md", "docs/knockd.md", "README.md");
  private static final List<Block> RECIPES = Block.all("docs/recipes.md");

  @TempDir private Path directory;

  @BeforeEach
  void makeRoom() throws IOException {
    Files.createDirectory(directory.resolve("actions"));
  }

  static Stream<List<Block>> documents() {
    return Stream.of(MANUAL, RECIPES);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyConfigurationIsRead(List<Block> blocks) throws IOException {
    writeActions(blocks);
    var list = Files.writeString(directory.resolve("one-time.txt"), "2033 udp/3022 6712 4998\n");
    Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-------"));
    int configurations = 0;
    for (var block : blocks) {
      if (block.mark().startsWith("yaml config")) {
        configurations++;
        var whole = block.text().startsWith("gateway:") ? "" : GATEWAY;
        var reading = read(whole + block.text(), blocks);
        assertThat(reading).as(block.text()).isInstanceOf(Reading.Sound.class);
        assertThat(reading.problems().isEmpty())
            .as("%s%n%s", block.text(), reading.problems())
            .isEqualTo(!block.mark().endsWith("warning"));
      }
    }
    assertThat(configurations).isGreaterThan(2);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyActionIsReadAndTheSchemaAgrees(List<Block> blocks) throws IOException {
    writeActions(blocks);
    assertThat(read(GATEWAY, blocks).problems()).isEmpty();
    for (var block : blocks) {
      if (block.mark().startsWith("yaml action")) {
        assertThat(Schemas.judge(Schemas.ACTION, block.text())).as(block.text()).isEmpty();
      }
    }
  }

  @Test
  void everyClientsFileIsReadAndTheSchemaAgrees() throws IOException {
    int files = 0;
    for (var block : MANUAL) {
      if (block.mark().equals("yaml client")) {
        files++;
        var file = Files.writeString(directory.resolve("nas.yaml"), block.text());
        assertThat(ClientFile.read(file).problems()).as(block.text()).isEmpty();
        assertThat(Schemas.judge(Schemas.CLIENT, block.text())).as(block.text()).isEmpty();
      }
    }
    assertThat(files).isPositive();
  }

  @Test
  void everyKeyThatCanBeWrittenIsExplained() throws IOException {
    var manual = Files.readString(Path.of("docs/configuration.md"));
    for (var schema :
        List.of(
            "schema/config.schema.json",
            "schema/action.schema.json",
            "schema/client.schema.json")) {
      var document = Schemas.json(Files.readString(Path.of(schema)));
      for (var properties : document.findValues("properties")) {
        properties
            .fieldNames()
            .forEachRemaining(key -> assertThat(manual).contains("`" + key + "`"));
      }
    }
  }

  private void writeActions(List<Block> blocks) throws IOException {
    for (var block : blocks) {
      if (block.mark().startsWith("yaml action ")) {
        var name = block.mark().substring("yaml action ".length());
        Files.writeString(directory.resolve("actions").resolve(name + ".yaml"), block.text());
      }
    }
  }

  /// Reads a configuration, with the channels of these documents where it has none: their actions
  /// name them.
  private Reading<Settings> read(String config, List<Block> blocks) throws IOException {
    var whole = config.contains("notify:") ? config : config + channels(blocks);
    return Configuration.read(Files.writeString(directory.resolve("config.yaml"), whole));
  }

  private static String channels(List<Block> blocks) {
    return blocks.stream()
        .filter(block -> block.mark().equals("yaml config") && block.text().startsWith("notify:"))
        .findFirst()
        .orElseThrow()
        .text();
  }
}
