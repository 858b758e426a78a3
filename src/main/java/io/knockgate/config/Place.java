package io.knockgate.config;

import java.nio.file.Path;
import java.util.Comparator;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/// Where something stands in the configuration.
///
/// @param file the path as it was given
/// @param line from 1; 0 for the file as a whole
/// @param column from 1, counted in characters; 0 for the file as a whole
public record Place(Path file, int line, int column) implements Comparable<Place> {
  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::file)
          .thenComparingInt(Place::line)
          .thenComparingInt(Place::column);

  /// The file as a whole.
  static Place of(Path file) {
    return new Place(file, 0, 0);
  }

  static Place of(Path file, Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  static Place of(Path file, Node node) {
    return of(file, node.getStartMark());
  }

  /// The place right behind this much of the file's text.
  static Place behind(Path file, CharSequence text) {
    int line = 1;
    int column = 1;
    for (int c : text.codePoints().toArray()) {
      line += c == '\n' ? 1 : 0;
      column = c == '\n' ? 1 : column + 1;
    }
    return new Place(file, line, column);
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  /// `config.yaml:3:5`, or `config.yaml` for the file as a whole.
  @Override
  public String toString() {
    return line == 0 ? file.toString() : file + ":" + line + ":" + column;
  }
}
