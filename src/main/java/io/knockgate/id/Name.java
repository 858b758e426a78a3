package io.knockgate.id;

import java.util.regex.Pattern;

/// A name of somebody's choice: of a knock, an action, a client, a channel, a gateway.
public final class Name {
  /// Safe as a file's name, in a packet and in an argument.
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  private Name() {}

  /// Whether the text can be one: at most 64 of a-z, 0-9 and -, the first of them no -.
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
