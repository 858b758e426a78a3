package io.knockgate.config;

import io.knockgate.net.BadValue;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// One value of a YAML file. A method that finds something else than it is asked for tells the
/// problem and gives nothing.
///
/// @param name the key that it stands under, for messages
/// @param keyPlace where that key stands
record Item(String name, Place keyPlace, Node node, Path file, Problems problems) {
  Place place() {
    return Place.of(file, node);
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  /// Reads the key itself, where it is a name of the operator's choice.
  <T> Optional<T> key(Parser<T> parser) {
    try {
      return Optional.of(parser.parse(name));
    } catch (BadValue bad) {
      problems.add(keyPlace, bad);
      return Optional.empty();
    }
  }

  /// Reads a map; keys that the reader has not asked for are problems.
  <T> Optional<T> section(Function<Section, T> reader) {
    if (!(node instanceof MappingNode map)) {
      problems.add(place(), Fault.NOT_A_MAP, name, found());
      return Optional.empty();
    }
    var section = new Section(this, map);
    var read = reader.apply(section);
    section.finish();
    return Optional.of(read);
  }

  /// The values of a list of at least one and at most so many.
  List<Item> list(int most) {
    if (!(node instanceof SequenceNode list)) {
      problems.add(place(), Fault.NOT_A_LIST, name, found() + alone());
      return List.of();
    }
    if (list.getValue().isEmpty()) {
      problems.add(place(), Fault.EMPTY_LIST, name);
    }
    if (list.getValue().size() > most) {
      problems.add(place(), Fault.LONG_LIST, name, most, list.getValue().size());
    }
    return list.getValue().stream()
        .limit(most)
        .map(value -> new Item(name, Place.of(file, value), value, file, problems))
        .toList();
  }

  /// Reads a text.
  <T> Optional<Placed<T>> text(Parser<T> parser) {
    var parsed = parse(parser);
    if (parsed.isPresent() && !node.getTag().equals(Tag.STR)) {
      problems.add(place(), Fault.NOT_TEXT, name, found());
      return Optional.empty();
    }
    return parsed;
  }

  /// Reads a list of at least one text and at most so many, none of them twice.
  <T> List<Placed<T>> texts(int most, Parser<T> parser) {
    var values = list(most).stream().flatMap(item -> item.text(parser).stream()).toList();
    var seen = new HashSet<T>();
    for (var value : values) {
      if (!seen.add(value.value())) {
        problems.add(value.place(), Fault.REPEATED, value.value());
      }
    }
    return values;
  }

  /// Reads a text that looks like a number where it is short, such as a port.
  <T> Optional<Placed<T>> textOrNumber(Parser<T> parser) {
    if (node instanceof ScalarNode scalar && !scalar.isPlain() && isDigits(scalar.getValue())) {
      problems.add(place(), Fault.QUOTED_NUMBER, name, scalar.getValue());
      return Optional.empty();
    }
    return parse(parser);
  }

  /// Reads a whole number of these bounds, both included.
  Optional<Integer> number(int least, int most) {
    if (node instanceof ScalarNode scalar
        && scalar.isPlain()
        && isDigits(scalar.getValue())
        && scalar.getValue().length() < 10) {
      int number = Integer.parseInt(scalar.getValue());
      if (least <= number && number <= most) {
        return Optional.of(number);
      }
    }
    problems.add(place(), Fault.NOT_A_NUMBER, name, least, most, found());
    return Optional.empty();
  }

  /// Reads `true` or `false`.
  Optional<Boolean> flag() {
    if (node instanceof ScalarNode scalar && node.getTag().equals(Tag.BOOL)) {
      return Optional.of(Boolean.parseBoolean(scalar.getValue()));
    }
    problems.add(place(), Fault.NOT_A_FLAG, name, found());
    return Optional.empty();
  }

  /// Reads one of the enum's words, in lower case, with - for _.
  <E extends Enum<E>> Optional<E> word(Class<E> type) {
    var words =
        Arrays.stream(type.getEnumConstants())
            .collect(
                Collectors.toMap(
                    word -> word.name().toLowerCase(Locale.ROOT).replace('_', '-'), word -> word));
    if (node instanceof ScalarNode scalar && words.containsKey(scalar.getValue())) {
      return Optional.of(words.get(scalar.getValue()));
    }
    var text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
    problems.add(
        place(),
        Fault.UNKNOWN_WORD,
        name,
        words.keySet().stream().sorted().collect(Collectors.joining(" or ")),
        found(),
        Nearest.suggest(text, words.keySet()));
    return Optional.empty();
  }

  private <T> Optional<Placed<T>> parse(Parser<T> parser) {
    if (!(node instanceof ScalarNode scalar)) {
      problems.add(place(), Fault.NOT_A_VALUE, name, found());
      return Optional.empty();
    }
    if (node.getTag().equals(Tag.NULL)) {
      problems.add(place(), Fault.NO_VALUE, name);
      return Optional.empty();
    }
    try {
      return Optional.of(new Placed<>(parser.parse(scalar.getValue()), place()));
    } catch (BadValue bad) {
      problems.add(place(), bad);
      return Optional.empty();
    }
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// How the one value that stands where a list should would be one.
  private String alone() {
    return node instanceof ScalarNode scalar && scalar.getValue().matches("\\S+")
        ? "; write [" + scalar.getValue() + "]"
        : "";
  }

  /// What stands here, for messages.
  private String found() {
    return switch (node) {
      case MappingNode _ -> "a map";
      case SequenceNode _ -> "a list";
      case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "empty";
      case ScalarNode scalar when scalar.isPlain() -> scalar.getValue();
      case ScalarNode scalar -> "\"" + scalar.getValue() + "\"";
      default -> throw new AssertionError(node.getNodeId());
    };
  }
}
