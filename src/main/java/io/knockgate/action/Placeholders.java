package io.knockgate.action;

import static java.util.stream.Collectors.joining;

import io.knockgate.net.BadValue;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How placeholders stand in the words of a command: `{client}`, in braces and lower case, and
/// always a whole word, so that no value is ever pasted into a longer text.
public final class Placeholders {
  private static final Pattern BRACES = Pattern.compile("\\{[a-z]+\\}");

  private Placeholders() {}

  /// As it is written.
  public static String written(Enum<?> placeholder) {
    return "{" + placeholder.name().toLowerCase(Locale.ROOT) + "}";
  }

  /// The placeholder that a word is; empty where the word stands for itself. Braces around anything
  /// but lower-case letters mean themselves.
  ///
  /// @param known every placeholder that there is for such a word
  /// @throws BadValue where the word is empty, holds a NUL, a placeholder and something else, or
  ///     one that is unknown
  public static <P extends Enum<P>> Optional<P> find(String word, P[] known) throws BadValue {
    if (word.isEmpty() || word.indexOf('\0') >= 0) {
      throw new BadValue("a word of a command is at least one character, none of them NUL");
    }
    var braces = BRACES.matcher(word);
    if (!braces.find()) {
      return Optional.empty();
    }
    for (var placeholder : known) {
      if (word.equals(written(placeholder))) {
        return Optional.of(placeholder);
      }
    }
    if (braces.group().length() < word.length()) {
      throw new BadValue(
          "a placeholder fills a whole word; give %s a word of its own in \"%s\""
              .formatted(braces.group(), word));
    }
    var all = Stream.of(known).map(Placeholders::written).collect(joining(", "));
    throw new BadValue("there is no placeholder " + word + " here, only " + all);
  }
}
