package io.knockgate.config;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/// What an unquoted value is by the core schema of YAML 1.2 (section 10.3.2), which is what editors
/// and JSON Schema go by: `no` is a text, and so is `22:30`.
final class CoreSchema extends Resolver {
  @Override
  protected void addImplicitResolvers() {
    addImplicitResolver(Tag.NULL, Pattern.compile("~|null|Null|NULL|"), null);
    addImplicitResolver(Tag.BOOL, Pattern.compile("true|True|TRUE|false|False|FALSE"), "tTfF");
    addImplicitResolver(
        Tag.INT, Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"), "-+0123456789");
    addImplicitResolver(
        Tag.FLOAT,
        Pattern.compile(
            "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)"
                + "|\\.(nan|NaN|NAN)"),
        "-+0123456789.");
  }
}
