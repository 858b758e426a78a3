package io.knockgate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// A block of a document that says what it is: its language and at least one word more.
///
/// @param mark that line, such as `yaml action open-ssh`
public record Block(String mark, String text) {
  private static final Pattern MARKED = Pattern.compile("(?ms)^```(\\S+ [^\\n]+)\\n(.*?)^```$");

  /// All of these documents, in their order.
  public static List<Block> all(String... documents) {
    return Arrays.stream(documents)
        .map(Block::read)
        .flatMap(document -> MARKED.matcher(document).results())
        .map(match -> new Block(match.group(1), match.group(2)))
        .toList();
  }

  private static String read(String document) {
    try {
      return Files.readString(Path.of(document));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }
}
