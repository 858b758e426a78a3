package io.knockgate.control;

import com.google.gson.JsonObject;

/// What a command gets.
///
/// @param exit the exit code that it is to end with
/// @param error what went wrong, in one line; the empty text where nothing did
/// @param result what was asked for
public record Answer(int exit, String error, JsonObject result) {
  /// All went well.
  public static Answer ok(JsonObject result) {
    return ended(Exit.OK.code(), result);
  }

  /// It was done, and ended with this exit code.
  public static Answer ended(int exit, JsonObject result) {
    return new Answer(exit, "", result);
  }

  /// It was not done.
  ///
  /// @param error cause and fix, in one line
  public static Answer failed(Exit exit, String error) {
    return new Answer(exit.code(), error, new JsonObject());
  }

  JsonObject json() {
    var json = new JsonObject();
    json.addProperty("exit", exit);
    json.addProperty("error", error);
    json.add("result", result);
    return json;
  }

  static Answer of(JsonObject json) {
    return new Answer(
        json.get("exit").getAsInt(),
        json.get("error").getAsString(),
        json.getAsJsonObject("result"));
  }
}
