package io.knockgate.config;

import io.knockgate.net.BadValue;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads the directory of actions, one file each. Files that end in anything but `.yaml` are
/// nobody's business, such as an editor's copies.
final class ActionFiles {
  static final int MOST = 1000;

  private static final String ENDING = ".yaml";

  private final Path directory;
  private final Problems problems;

  private ActionFiles(Path directory, Problems problems) {
    this.directory = directory;
    this.problems = problems;
  }

  /// Every action by name, those that could not be read included.
  static Map<String, WrittenAction> read(Path directory, Problems problems) {
    return new ActionFiles(directory, problems).read();
  }

  private Map<String, WrittenAction> read() {
    var actions = new TreeMap<String, WrittenAction>();
    for (var file : files()) {
      name(file).ifPresent(name -> actions.put(name, read(file, name)));
    }
    return actions;
  }

  private WrittenAction read(Path file, String name) {
    return Document.open(file, problems)
        .flatMap(
            root ->
                root.section(
                    section ->
                        ActionReader.read(name, section).telling(ChannelReader.named(section))))
        .orElse(WrittenAction.unreadable(name));
  }

  private Optional<String> name(Path file) {
    var name = file.getFileName().toString();
    name = name.substring(0, name.length() - ENDING.length());
    try {
      return Optional.of(Forms.name(name));
    } catch (BadValue bad) {
      problems.add(Place.of(file), bad);
      return Optional.empty();
    }
  }

  private Set<Path> files() {
    var files = new TreeSet<Path>();
    try (var entries = Files.newDirectoryStream(directory)) {
      for (var file : entries) {
        var name = file.getFileName().toString();
        if (name.endsWith(".yml")) {
          problems.add(Place.of(file), Fault.YML_FILE);
        } else if (name.endsWith(ENDING) && !name.startsWith(".")) {
          files.add(file);
        }
        if (files.size() > MOST) {
          problems.add(Place.of(directory), Fault.TOO_MANY_ACTIONS, MOST);
          break;
        }
      }
    } catch (NoSuchFileException _) {
      return files;
    } catch (DirectoryIteratorException broken) {
      problems.unreadable(directory, Objects.requireNonNull(broken.getCause()));
    } catch (IOException broken) {
      problems.unreadable(directory, broken);
    }
    return files;
  }
}
