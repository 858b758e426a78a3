package io.knockgate.control;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/// What a command asks.
///
/// @param command its name
/// @param arguments by name; not believed to be anything in particular
/// @param peer the user who asks, as the kernel names them
public record Request(String command, JsonObject arguments, String peer) {
  /// A text argument.
  ///
  /// @param usual where it is missing or no text
  public String text(String name, String usual) {
    return arguments.get(name) instanceof JsonPrimitive value && value.isString()
        ? value.getAsString()
        : usual;
  }

  /// A whole number.
  ///
  /// @param usual where it is missing or no number
  public int number(String name, int usual) {
    return arguments.get(name) instanceof JsonPrimitive value && value.isNumber()
        ? value.getAsNumber().intValue()
        : usual;
  }
}
