package io.knockgate.config;

import io.knockgate.net.BadValue;
import io.knockgate.net.Prefix;
import io.knockgate.secret.SecretReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// An entry of `clients:` that is to be written. Whether it goes with everything else that stands
/// there, [Configuration] knows when it reads the result.
///
/// @param terms who it is, and what it is allowed
/// @param proof what it proves itself with
public record ClientEntry(Terms terms, Proof proof) {
  private static final String CLIENTS = "clients";
  private static final String STEP = "  ";

  /// Who a client is, and what it is allowed: in the operator's words, each of which can be read.
  ///
  /// @param name the client
  /// @param may the actions
  /// @param from the sources it may knock from; none for any
  /// @param expires the last day; null for none
  public record Terms(String name, List<String> may, List<String> from, @Nullable String expires) {
    /// Reads them as they are read where they stand.
    ///
    /// @throws BadValue where one is none
    public static Terms parse(
        String name, List<String> may, List<String> from, @Nullable String expires)
        throws BadValue {
      var client = ClientReader.name(name);
      for (var action : may) {
        Forms.name(action);
      }
      for (var prefix : from) {
        Prefix.parse(prefix);
      }
      if (expires != null) {
        ClientReader.endOfDay(expires);
      }
      return new Terms(client, List.copyOf(may), List.copyOf(from), expires);
    }
  }

  /// What a client proves itself with.
  public sealed interface Proof {}

  /// `key`
  ///
  /// @param line as in authorized_keys
  public record Key(String line) implements Proof {}

  /// `fwknop: {key: ..., hmac-key: ...}`
  public record Fwknop(SecretReference key, SecretReference hmacKey) implements Proof {}

  /// The lines of the entry, as they stand under `clients:` without their indentation.
  public List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(terms.name() + ":");
    lines.add(
        STEP
            + switch (proof) {
              case Key(var line) -> "key: " + quoted(line);
              case Fwknop(var key, var hmac) ->
                  "fwknop: {key: %s, hmac-key: %s}"
                      .formatted(quoted(key.toString()), quoted(hmac.toString()));
            });
    lines.add(STEP + "may: " + list(terms.may()));
    if (!terms.from().isEmpty()) {
      lines.add(STEP + "from: " + list(terms.from()));
    }
    if (terms.expires() != null) {
      lines.add(STEP + "expires: " + quoted(terms.expires()));
    }
    return lines;
  }

  private static String list(List<String> values) {
    return values.stream().map(ClientEntry::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  /// In quotes, where it could be read as something else without.
  private static String quoted(String value) {
    return value.matches(
            "(?!(?:true|false|null)$)[A-Za-z][A-Za-z0-9-]*|ssh-[A-Za-z0-9 +/=@._-]+|\\d{4}-\\d\\d-\\d\\d")
        ? value
        : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /// The configuration with this entry in it, behind the clients that it has; all else stays as it
  /// was written. Empty where it can't be read, or where nothing can be put behind them: `clients:
  /// {...}` in braces.
  ///
  /// @param file config.yaml
  /// @param text what it holds
  public Optional<String> into(Path file, String text) {
    return Document.open(file, new Problems())
        .map(Item::node)
        .filter(MappingNode.class::isInstance)
        .map(MappingNode.class::cast)
        .flatMap(root -> into(root, new ArrayList<>(text.lines().toList())))
        .map(lines -> String.join("\n", lines) + "\n");
  }

  private Optional<List<String>> into(MappingNode root, List<String> lines) {
    if (isInBraces(root)) {
      return Optional.empty();
    }
    for (var entry : root.getValue()) {
      if (entry.getKeyNode() instanceof ScalarNode key && key.getValue().equals(CLIENTS)) {
        var value = entry.getValueNode();
        int column = key.getStartMark().getColumn();
        if (value.getTag().equals(Tag.NULL)) {
          return Optional.of(at(lines, key.getStartMark().getLine() + 1, column + STEP.length()));
        }
        return value instanceof MappingNode clients && !isInBraces(clients)
            ? Optional.of(at(lines, endOf(clients), clients.getStartMark().getColumn()))
            : Optional.empty();
      }
    }
    lines.add("");
    lines.add(CLIENTS + ":");
    return Optional.of(at(lines, lines.size(), STEP.length()));
  }

  private static boolean isInBraces(MappingNode map) {
    return map.getFlowStyle() == FlowStyle.FLOW;
  }

  private List<String> at(List<String> lines, int line, int indentation) {
    lines.addAll(line, lines().stream().map(it -> " ".repeat(indentation) + it).toList());
    return lines;
  }

  /// The line behind a node's last. (What the parser calls the end of a map is where the next one
  /// begins, behind all comments.)
  private static int endOf(Node node) {
    return switch (node) {
      case MappingNode map when !isInBraces(map) -> endOf(map.getValue().getLast().getValueNode());
      case SequenceNode list when list.getFlowStyle() != FlowStyle.FLOW ->
          endOf(list.getValue().getLast());
      default -> node.getEndMark().getLine() + (node.getEndMark().getColumn() > 0 ? 1 : 0);
    };
  }
}
