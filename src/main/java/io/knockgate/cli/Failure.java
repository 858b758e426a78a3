package io.knockgate.cli;

import io.knockgate.control.Exit;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A command can't do what was asked. What it tells the user is all there is to tell.
final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  private final Exit exit;

  /// @param line cause and fix
  Failure(Exit exit, String line) {
    this(exit, List.of("knockgate: " + line));
  }

  /// @param exit the command's exit code
  /// @param lines as they are printed
  Failure(Exit exit, List<String> lines) {
    super(String.join("\n", lines));
    this.exit = exit;
  }

  /// What the machine answers to who reads or writes a file.
  ///
  /// @param file which one, where the answer does not say
  static Failure of(Path file, IOException refused) {
    var named = refused instanceof FileSystemException its ? its.getFile() : null;
    var place = Objects.requireNonNullElse(named, file.toString());
    return switch (refused) {
      case NoSuchFileException _ -> new Failure(Exit.IO, place + ": there is no such file");
      case FileAlreadyExistsException _ -> new Failure(Exit.IO, place + ": is there already");
      case AccessDeniedException _ ->
          new Failure(Exit.NO_PERMISSION, place + ": permission denied; be a user who may");
      case CharacterCodingException _ -> new Failure(Exit.DATA, place + ": this is not UTF-8 text");
      case FileSystemException its when its.getReason() != null ->
          new Failure(Exit.IO, place + ": " + its.getReason());
      default -> new Failure(Exit.IO, place + ": " + refused.getMessage());
    };
  }

  Exit exit() {
    return exit;
  }

  /// What the user is told.
  Stream<String> lines() {
    return Objects.requireNonNull(getMessage()).lines();
  }
}
