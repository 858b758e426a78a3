package io.knockgate.control;

import com.google.gson.JsonElement;

/// The end of a request.
public sealed interface Answer {

  /// What the process that asked should exit with.
  Exit exit();

  /// It was done.
  ///
  /// @param result what the command gives back; JSON's null if nothing
  record Done(JsonElement result) implements Answer {
    @Override
    public Exit exit() {
      return Exit.OK;
    }
  }

  /// It was not done.
  ///
  /// @param exit anything but [Exit#OK]
  /// @param error cause, place and fix, for the user
  record Failed(Exit exit, String error) implements Answer {
    public Failed {
      if (exit == Exit.OK) {
        throw new IllegalArgumentException("a failure that exits with 0");
      }
    }
  }
}
