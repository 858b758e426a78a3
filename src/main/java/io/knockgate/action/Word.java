package io.knockgate.action;

import io.knockgate.net.BadValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One word of a job's command: a text, or a placeholder that one value fills as a whole. Nothing
/// is ever pasted into a longer text, and no shell reads it, so a value can't become syntax.
public sealed interface Word {
  /// A word that stands for itself.
  record Text(String text) implements Word {
    @Override
    public String toString() {
      return text;
    }
  }

  /// A word that the knock fills.
  enum Placeholder implements Word {
    /// The client's name.
    CLIENT,
    /// The address that knocked.
    SOURCE,
    /// The action's own name.
    ACTION,
    /// The number of the port that the knock asked for.
    PORT;

    /// As it is written: `{client}`.
    @Override
    public String toString() {
      return "{" + name().toLowerCase(Locale.ROOT) + "}";
    }
  }

  /// Reads a word of a command. Braces around anything but lower-case letters mean themselves.
  static Word parse(String text) throws BadValue {
    if (text.isEmpty() || text.indexOf('\0') >= 0) {
      throw new BadValue("a word is at least one character, none of them NUL");
    }
    var braces = Pattern.compile("\\{[a-z]+\\}").matcher(text);
    if (!braces.find()) {
      return new Text(text);
    }
    for (var placeholder : Placeholder.values()) {
      if (text.equals(placeholder.toString())) {
        return placeholder;
      }
    }
    if (braces.group().length() < text.length()) {
      throw new BadValue(
          "a placeholder fills a whole word; give %s a word of its own in \"%s\""
              .formatted(braces.group(), text));
    }
    throw new BadValue("there is no placeholder " + text + ", only " + all());
  }

  private static String all() {
    return Arrays.stream(Placeholder.values())
        .map(Placeholder::toString)
        .collect(Collectors.joining(", "));
  }
}
