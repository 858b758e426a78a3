package io.knockgate.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.ScalarNode;

/// A map while it is being read. It remembers which keys its reader asked for: any other key is a
/// problem, and those asked for are what it suggests.
final class Section {
  private final Item item;
  private final Map<String, Item> entries = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();

  Section(Item item, MappingNode map) {
    this.item = item;
    for (var entry : map.getValue()) {
      var place = Place.of(item.file(), entry.getKeyNode());
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        problems().add(place, Fault.KEY_NOT_TEXT);
        continue;
      }
      var value =
          new Item(key.getValue(), place, entry.getValueNode(), item.file(), item.problems());
      var earlier = entries.putIfAbsent(key.getValue(), value);
      if (earlier != null) {
        problems().add(place, Fault.DUPLICATE_KEY, key.getValue(), earlier.keyPlace().line());
      }
    }
  }

  Problems problems() {
    return item.problems();
  }

  /// Where the section's own key stands.
  Place place() {
    return item.keyPlace();
  }

  /// The key's value, where it is written.
  Optional<Item> get(String key) {
    known.add(key);
    return Optional.ofNullable(entries.get(key));
  }

  /// The key's value; a problem where it is missing.
  Optional<Item> require(String key) {
    var value = get(key);
    if (value.isEmpty()) {
      problems().add(place(), Fault.MISSING_KEY, key, item.name());
    }
    return value;
  }

  /// All values, at most so many, where the keys are names of the operator's choice.
  List<Item> all(int most) {
    known.addAll(entries.keySet());
    if (entries.size() > most) {
      problems().add(place(), Fault.LONG_LIST, item.name(), most, entries.size());
    }
    return entries.values().stream().limit(most).toList();
  }

  /// The only one of these keys that is written; a problem where it is none or several.
  Optional<Item> oneOf(String... keys) {
    var found = new ArrayList<Item>();
    Arrays.stream(keys).forEach(key -> get(key).ifPresent(found::add));
    var choice = String.join(", ", keys);
    if (found.isEmpty()) {
      problems().add(place(), Fault.NONE_OF, choice, item.name());
    }
    if (found.size() > 1) {
      problems().add(found.get(1).keyPlace(), Fault.MORE_THAN_ONE_OF, choice, item.name());
    }
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  void finish() {
    for (var entry : entries.values()) {
      if (!known.contains(entry.name())) {
        problems()
            .add(
                entry.keyPlace(),
                Fault.UNKNOWN_KEY,
                entry.name(),
                Nearest.suggest(entry.name(), known));
      }
    }
  }
}
