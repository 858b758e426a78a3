package io.knockgate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A file for its owner alone that is made before it is known what goes into it, so that one which
/// can't be made stops a command before it did anything. It takes nobody's place, and is gone again
/// unless it is to be kept.
final class NewFile implements AutoCloseable {
  private final Path path;
  private boolean kept;

  /// Makes it, empty.
  ///
  /// @throws Failure where there is one, or this user may not
  NewFile(Path path) throws Failure {
    this.path = path;
    try {
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (IOException refused) {
      throw Failure.of(path, refused);
    }
  }

  void write(String text) throws Failure {
    try {
      Files.writeString(path, text);
    } catch (IOException refused) {
      throw Failure.of(path, refused);
    }
  }

  /// The command did what it was to do.
  void keep() {
    kept = true;
  }

  @Override
  public void close() throws Failure {
    try {
      if (!kept) {
        Files.deleteIfExists(path);
      }
    } catch (IOException refused) {
      throw Failure.of(path, refused);
    }
  }
}
