package io.knockgate.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.representer.Representer;

/// The shipped schemas, judged by a validator that knows nothing of our reader.
final class Schemas {
  static final JsonSchema CONFIG = schema("config.schema.json");
  static final JsonSchema ACTION = schema("action.schema.json");
  static final JsonSchema CLIENT = schema("client.schema.json");

  private Schemas() {}

  /// What is wrong with a YAML text, as an editor would say.
  static List<String> judge(JsonSchema schema, String yaml) {
    return schema.validate(json(yaml)).stream().map(Object::toString).toList();
  }

  /// The text as JSON, values read as YAML 1.2 says.
  static JsonNode json(String yaml) {
    var loader = new LoaderOptions();
    loader.setWarnOnDuplicateKeys(false);
    var dumper = new DumperOptions();
    var reader =
        new Yaml(
            new SafeConstructor(loader), new Representer(dumper), dumper, loader, new CoreSchema());
    return new ObjectMapper().valueToTree(reader.load(yaml));
  }

  private static JsonSchema schema(String name) {
    try (var in = Configuration.class.getResourceAsStream(name)) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
