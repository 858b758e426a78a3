package io.knockgate.config;

import java.util.List;
import java.util.function.Predicate;

/// Reads a command: a program and its arguments, one word each.
final class CommandReader {
  private static final int MOST_WORDS = 256;

  private CommandReader() {}

  /// The words; none where something is wrong, which has been told.
  ///
  /// @param placeholder whether a word is filled later, which a program's path can't be
  static <W> List<W> read(Item command, Parser<W> parser, Predicate<? super W> placeholder) {
    var items = command.list(MOST_WORDS);
    var words = items.stream().flatMap(item -> item.text(parser).stream()).toList();
    if (words.size() < items.size() || words.isEmpty()) {
      return List.of();
    }
    var program = words.getFirst();
    if (placeholder.test(program.value())) {
      command.problems().add(program.place(), Fault.PROGRAM_IS_PLACEHOLDER, program.value());
      return List.of();
    }
    if (!program.value().toString().startsWith("/")) {
      command.problems().add(program.place(), Fault.PROGRAM_WITHOUT_PATH, program.value());
      return List.of();
    }
    return items.getFirst().text(Forms::path).isPresent() ? Placed.values(words) : List.of();
  }
}
