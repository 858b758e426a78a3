package io.knockgate.action;

import io.knockgate.net.BadValue;

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
      return Placeholders.written(this);
    }
  }

  /// Reads a word of a command. Braces around anything but lower-case letters mean themselves.
  static Word parse(String text) throws BadValue {
    var placeholder = Placeholders.find(text, Placeholder.values());
    return placeholder.isPresent() ? placeholder.get() : new Text(text);
  }
}
