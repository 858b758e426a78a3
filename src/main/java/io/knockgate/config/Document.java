package io.knockgate.config;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/// One YAML file as a tree of nodes with their places. No object is ever built from YAML, and what
/// could make a small file large (aliases, deep nesting) is refused before the tree is.
final class Document {
  /// Ours need five.
  private static final int DEEPEST = 16;

  private static final LoaderOptions OPTIONS = new LoaderOptions();

  private final Path file;
  private final Problems problems;

  private Document(Path file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /// The file's root; empty where there is a problem, which has been told.
  static Optional<Item> open(Path file, Problems problems) {
    return SourceText.of(file, problems).flatMap(new Document(file, problems)::compose);
  }

  private Optional<Item> compose(String text) {
    var reader = new StreamReader(text);
    try {
      if (!isPlain(new ParserImpl(reader, OPTIONS))) {
        return Optional.empty();
      }
      var parser = new ParserImpl(new StreamReader(text), OPTIONS);
      var root = new Composer(parser, new CoreSchema(), OPTIONS).getSingleNode();
      if (root == null || root.getTag().equals(Tag.NULL)) {
        problems.add(Place.of(file), Fault.EMPTY_FILE);
        return Optional.empty();
      }
      return Optional.of(
          new Item(String.valueOf(file.getFileName()), Place.of(file, root), root, file, problems));
    } catch (MarkedYAMLException bad) {
      report(bad);
    } catch (YAMLException bad) {
      // a few of the parser's errors bear no place of their own
      problems.add(
          Place.of(file, reader.getMark()), Fault.NOT_YAML, String.valueOf(bad.getMessage()));
    }
    return Optional.empty();
  }

  private boolean isPlain(ParserImpl parser) {
    int depth = 0;
    for (var event = parser.getEvent(); event != null; event = parser.getEvent()) {
      if (event instanceof CollectionStartEvent) {
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
      var fault = fault(event, depth);
      if (fault != null) {
        problems.add(Place.of(file, event.getStartMark()), fault);
        return false;
      }
    }
    return true;
  }

  private static @Nullable Fault fault(Event event, int depth) {
    if (depth > DEEPEST) {
      return Fault.TOO_DEEP;
    }
    if (event instanceof AliasEvent
        || (event instanceof NodeEvent node && node.getAnchor() != null)) {
      return Fault.ANCHOR;
    }
    boolean tagged =
        (event instanceof ScalarEvent scalar && scalar.getTag() != null)
            || (event instanceof CollectionStartEvent start && start.getTag() != null);
    return tagged ? Fault.TAG : null;
  }

  private void report(MarkedYAMLException bad) {
    Mark mark = bad.getProblemMark();
    var place = mark == null ? Place.of(file) : Place.of(file, mark);
    boolean tab = mark != null && mark.getPointer() < mark.getBuffer().length && at(mark) == '\t';
    if (tab) {
      problems.add(place, Fault.TAB);
    } else {
      problems.add(place, Fault.NOT_YAML, words(bad));
    }
  }

  /// The parser's own words: what it was at, since where, and what it found.
  private static String words(MarkedYAMLException bad) {
    if (bad.getContext() == null) {
      return bad.getProblem();
    }
    var since = bad.getContextMark();
    return bad.getContext()
        + (since == null ? "" : " since line " + (since.getLine() + 1))
        + ", "
        + bad.getProblem();
  }

  private static int at(Mark mark) {
    return mark.getBuffer()[mark.getPointer()];
  }
}
