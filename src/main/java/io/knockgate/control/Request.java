package io.knockgate.control;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/// What somebody asks the daemon for.
///
/// @param command its name: `status`, `close` and so on
/// @param arguments whatever the command takes; empty if nothing. Nothing in it is believed
/// @param user who asks, as the kernel says (SO_PEERCRED): a name, or a number without one
public record Request(String command, JsonObject arguments, String user) {
  /// A text argument.
  ///
  /// @param usual where it is missing or no text
  public String text(String name, String usual) {
    return arguments.get(name) instanceof JsonPrimitive value && value.isString()
        ? value.getAsString()
        : usual;
  }

  /// Whether something is said to be so.
  public boolean flag(String name) {
    return arguments.get(name) instanceof JsonPrimitive value
        && value.isBoolean()
        && value.getAsBoolean();
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
