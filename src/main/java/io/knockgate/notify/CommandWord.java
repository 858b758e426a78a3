package io.knockgate.notify;

import io.knockgate.net.BadValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One word of a channel's command: a text, or a placeholder that one value of the event fills as a
/// whole. No shell reads it, so a value can't become syntax.
public sealed interface CommandWord {
  /// A word that stands for itself.
  record Text(String text) implements CommandWord {
    @Override
    public String toString() {
      return text;
    }
  }

  /// A word that the event fills.
  enum Placeholder implements CommandWord {
    /// What it is told as: `opened`.
    EVENT,
    /// The action's name.
    ACTION,
    /// Who knocked.
    CLIENT,
    /// The address that was, or would have been, admitted.
    SOURCE,
    /// Why; may be empty.
    REASON;

    /// What stands there for this message.
    public String of(Message message) {
      return switch (this) {
        case EVENT -> message.occasion().toString();
        case ACTION -> message.event().action();
        case CLIENT -> message.event().client();
        case SOURCE -> message.event().source().toString();
        case REASON -> message.event().reason();
      };
    }

    /// As it is written: `{event}`.
    @Override
    public String toString() {
      return "{" + name().toLowerCase(Locale.ROOT) + "}";
    }
  }

  /// Reads a word of a command. Braces around anything but lower-case letters mean themselves.
  static CommandWord parse(String text) throws BadValue {
    if (text.isEmpty() || text.indexOf('\0') >= 0) {
      throw new BadValue("a word of a command is at least one character, none of them NUL");
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
    var all =
        Arrays.stream(Placeholder.values())
            .map(Placeholder::toString)
            .collect(Collectors.joining(", "));
    throw new BadValue("a channel's command has no placeholder " + text + ", only " + all);
  }
}
