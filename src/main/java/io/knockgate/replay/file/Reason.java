package io.knockgate.replay.file;

import java.io.IOException;
import java.nio.file.FileSystemException;

/// What the machine answered, in words.
final class Reason {
  private Reason() {}

  static String of(IOException failure) {
    if (failure instanceof FileSystemException about) {
      var reason = about.getReason() == null ? about.getClass().getSimpleName() : about.getReason();
      return reason + " (" + about.getFile() + ")";
    }
    return String.valueOf(failure.getMessage());
  }
}
