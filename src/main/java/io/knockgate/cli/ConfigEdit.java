package io.knockgate.cli;

import io.knockgate.config.ClientEntry;
import io.knockgate.config.Configuration;
import io.knockgate.config.Problem;
import io.knockgate.config.Reading;
import io.knockgate.control.Exit;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

/// config.yaml with one client more, beside the one that is there until [#keep] puts it in its
/// place. Where the file is written in a way that a person must edit, or is a link, there is none.
final class ConfigEdit implements AutoCloseable {
  private final Path file;
  private final Path beside;
  private final boolean possible;

  /// Writes what the configuration would be, and judges it.
  ///
  /// @param warnings takes what the result is warned of, a line each
  /// @throws Failure with every problem, where the result has one, or can't be written
  ConfigEdit(Path file, ClientEntry client, Consumer<String> warnings) throws Failure {
    this.file = file;
    this.beside = file.resolveSibling(file.getFileName() + ".new");
    try {
      var text = client.into(file, Files.readString(file));
      possible = text.isPresent() && !Files.isSymbolicLink(file);
      if (possible) {
        write(text.get());
        judge(warnings);
      }
    } catch (IOException refused) {
      close();
      throw Failure.of(file, refused);
    } catch (Failure unfit) {
      close();
      throw unfit;
    }
  }

  private void write(String text) throws IOException {
    Files.copy(
        file, beside, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
    Files.setOwner(beside, Files.getOwner(file));
    Files.writeString(beside, text);
    try (var channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private void judge(Consumer<String> warnings) throws Failure {
    switch (Configuration.read(beside)) {
      case Reading.Sound(_, var found) ->
          found.forEach(problem -> warnings.accept("warning: " + problem.what()));
      case Reading.Faulty(var found) -> throw new Failure(Exit.CONFIGURATION, told(found));
    }
  }

  /// Puts it into the place of the one that is there, which nothing else changes.
  ///
  /// @return whether it could be put there; false where a person must
  boolean keep() throws Failure {
    try {
      if (possible) {
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return possible;
    } catch (IOException refused) {
      throw Failure.of(file, refused);
    }
  }

  @Override
  public void close() throws Failure {
    try {
      Files.deleteIfExists(beside);
    } catch (IOException refused) {
      throw Failure.of(beside, refused);
    }
  }

  private List<String> told(List<Problem> problems) {
    return problems.stream()
        .filter(problem -> !problem.isWarning())
        .map(problem -> "knockgate: %s would be wrong: %s".formatted(file, problem.what()))
        .toList();
  }
}
