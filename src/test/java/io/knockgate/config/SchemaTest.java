package io.knockgate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the schema refuses, the reader refuses; what the reader refuses, the schema refuses where a
/// schema can.
class SchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  static List<Path> files() {
    return Fixtures.files();
  }

  static List<Path> clients() {
    return Fixtures.clients().stream()
        .filter(fixture -> Fixtures.fault(fixture).equals("sound"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("files")
  void theSchemaSeesWhatTheFileSaysItSees(Path file) throws IOException {
    var header = Files.readString(file, StandardCharsets.ISO_8859_1).lines().findFirst();
    var verdict = header.orElse("").replaceFirst(".*# schema: ", "");

    switch (verdict) {
      case "accepts" -> assertThat(Schemas.judge(schema(file), text(file))).isEmpty();
      case "refuses" -> assertThat(Schemas.judge(schema(file), text(file))).isNotEmpty();
      case "can't read" ->
          assertThatThrownBy(() -> Schemas.json(text(file))).isInstanceOf(Exception.class);
      default -> fail("the first line of %s is no verdict of the schema", file);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void theReaderRefusesWhatTheSchemaRefuses(Path file) throws IOException {
    if (Files.readString(file, StandardCharsets.ISO_8859_1).startsWith("# schema: refuses")) {
      assertThat(errorsIn(file, problems(file))).isNotEmpty();
    }
  }

  @Test
  void theReaderRefusesEveryMutationOfTheExampleThatTheSchemaRefuses() throws IOException {
    var example = JSON.valueToTree(Schemas.json(Files.readString(Path.of("config.yaml"))));
    copyActions();
    int refused = 0;
    for (var mutant : mutants(example)) {
      var file = Files.writeString(directory.resolve("config.yaml"), mutant.toString());
      if (!Schemas.judge(Schemas.CONFIG, mutant.toString()).isEmpty()) {
        refused++;
        assertThat(errorsIn(file, Configuration.read(file).problems()))
            .as(mutant.toString())
            .isNotEmpty();
      }
    }
    assertThat(refused).isGreaterThan(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sound.everything", "sound.kinds"})
  void theReaderRefusesEveryMutationOfAFixtureThatTheSchemaRefuses(String name) throws IOException {
    var fixture = Fixtures.named(name);
    var example = JSON.valueToTree(Schemas.json(Files.readString(fixture.resolve("config.yaml"))));
    for (var mutant : mutants(example)) {
      if (!Schemas.judge(Schemas.CONFIG, mutant.toString()).isEmpty()) {
        var file = Files.writeString(directory.resolve("config.yaml"), mutant.toString());
        assertThat(errorsIn(file, Configuration.read(file).problems()))
            .as(mutant.toString())
            .isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("clients")
  void theReaderRefusesEveryMutationOfAClientsFileThatTheSchemaRefuses(Path fixture)
      throws IOException {
    var example = JSON.valueToTree(Schemas.json(Files.readString(fixture.resolve("nas.yaml"))));
    for (var mutant : mutants(example)) {
      if (!Schemas.judge(Schemas.CLIENT, mutant.toString()).isEmpty()) {
        var file = Files.writeString(directory.resolve("nas.yaml"), mutant.toString());
        assertThat(errorsIn(file, ClientFile.read(file).problems()))
            .as(mutant.toString())
            .isNotEmpty();
      }
    }
  }

  static Stream<Path> actions() {
    return Stream.of(Path.of("actions"), Fixtures.named("sound.actions").resolve("actions"))
        .flatMap(directory -> Stream.of(Objects.requireNonNull(directory.toFile().listFiles())))
        .map(File::toPath);
  }

  @ParameterizedTest
  @MethodSource("actions")
  void theReaderRefusesEveryMutationOfAnActionThatTheSchemaRefuses(Path action) throws IOException {
    var config =
        Files.writeString(
            directory.resolve("config.yaml"), "gateway: {wan: [wan0], guard: [tcp/22, tcp/443]}");
    var file = Files.createDirectory(directory.resolve("actions")).resolve("action.yaml");
    int refused = 0;
    for (var mutant : mutants(JSON.valueToTree(Schemas.json(Files.readString(action))))) {
      Files.writeString(file, mutant.toString());
      if (!Schemas.judge(Schemas.ACTION, mutant.toString()).isEmpty()) {
        refused++;
        assertThat(errorsIn(file, Configuration.read(config).problems()))
            .as(mutant.toString())
            .isNotEmpty();
      }
    }
    assertThat(refused).isGreaterThan(20);
  }

  /// The document with one value replaced, one key removed, or one key added, at every place.
  private static List<JsonNode> mutants(JsonNode document) throws IOException {
    var mutants = new ArrayList<JsonNode>();
    var values = JSON.readTree("[null, true, 0, 7, -1, 1.5, \"\", \"x\", \"5m\", [], [7], {}]");
    for (var place : places(document, "")) {
      for (var value : values) {
        mutants.add(replaced(document, place, value));
      }
      mutants.add(replaced(document, place, null));
      if (document.at(place).isObject()) {
        mutants.add(replaced(document, place + "/unheard-of", values.get(1)));
      }
    }
    return mutants;
  }

  private static List<String> places(JsonNode node, String path) {
    var places = new ArrayList<String>();
    if (node instanceof ObjectNode object) {
      object.fieldNames().forEachRemaining(key -> places.add(path + "/" + escaped(key)));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        places.add(path + "/" + i);
      }
    }
    var deeper = new ArrayList<>(places);
    for (var place : places) {
      deeper.addAll(places(node.at(place.substring(path.length())), place));
    }
    return deeper;
  }

  /// As a JSON pointer names a key (RFC 6901, section 3).
  private static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  private static JsonNode replaced(JsonNode document, String place, @Nullable JsonNode value) {
    var copy = document.deepCopy();
    var key = place.substring(place.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
    switch (copy.at(place.substring(0, place.lastIndexOf('/')))) {
      case ObjectNode object when value == null -> object.remove(key);
      case ObjectNode object -> object.set(key, value);
      case ArrayNode array when value == null -> array.remove(Integer.parseInt(key));
      case ArrayNode array -> array.set(Integer.parseInt(key), value);
      default -> throw new AssertionError(place);
    }
    return copy;
  }

  private void copyActions() throws IOException {
    var target = Files.createDirectory(directory.resolve("actions"));
    try (var actions = Files.newDirectoryStream(Path.of("actions"))) {
      for (var action : actions) {
        Files.copy(action, target.resolve(action.getFileName()));
      }
    }
  }

  private static List<Problem> errorsIn(Path file, List<Problem> problems) {
    return problems.stream()
        .filter(problem -> !problem.isWarning() && problem.place().file().equals(file))
        .toList();
  }

  private static JsonSchema schema(Path file) {
    return isClient(file) ? Schemas.CLIENT : isAction(file) ? Schemas.ACTION : Schemas.CONFIG;
  }

  private static List<Problem> problems(Path file) {
    if (isClient(file)) {
      return ClientFile.read(file).problems();
    }
    var config = isAction(file) ? file.resolveSibling("../config.yaml").normalize() : file;
    return Configuration.read(config).problems();
  }

  private static boolean isClient(Path file) {
    return file.endsWith("nas.yaml");
  }

  private static boolean isAction(Path file) {
    return file.toString().contains("/actions/");
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file).replace("\uFEFF", "");
  }
}
