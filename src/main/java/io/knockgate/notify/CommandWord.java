package io.knockgate.notify;

import io.knockgate.action.Placeholders;
import io.knockgate.net.BadValue;

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
      return Placeholders.written(this);
    }
  }

  /// Reads a word of a command. Braces around anything but lower-case letters mean themselves.
  static CommandWord parse(String text) throws BadValue {
    var placeholder = Placeholders.find(text, Placeholder.values());
    return placeholder.isPresent() ? placeholder.get() : new Text(text);
  }
}
