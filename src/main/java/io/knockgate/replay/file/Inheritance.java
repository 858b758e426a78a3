package io.knockgate.replay.file;

import io.knockgate.linux.Aside;
import io.knockgate.linux.HighWater;
import io.knockgate.replay.MarksException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.OptionalLong;

/// What the process before has left, and whether anything may be missing. docs/decisions.md has the
/// argument.
///
/// @param uses how many marks were ever used
/// @param lack what may be missing
/// @param damage what is wrong, in the operator's words; the empty text where nothing is
record Inheritance(Contents contents, long uses, Lack lack, String damage) {
  /// What may be missing, the least first.
  enum Lack {
    NOTHING,
    /// The last marks, of those that did not wait for the disk.
    LATEST,
    /// Any.
    ANY
  }

  /// @param first whether nothing else tells of an earlier start
  static Inheritance read(Path path, HighWater water, boolean first, Instant now)
      throws IOException, MarksException {
    var highest = water.read();
    if (Files.notExists(path)) {
      var none = Contents.none();
      return first && highest.isEmpty()
          ? new Inheritance(none, 0, Lack.NOTHING, "")
          : new Inheritance(
              none,
              highest.orElse(0),
              Lack.LATEST,
              "the replay marks in %s are gone; knocks that were made before are refused"
                  .formatted(path));
    }
    var contents = Contents.read(path, now);
    long uses = Math.max(contents.uses(), highest.orElse(0));
    if (contents.damagedLines() > 0) {
      return new Inheritance(
          contents,
          uses,
          Lack.ANY,
          "%d lines of the replay marks in %s are damaged, %d marks could be read; %s; knocks whose marks may be lost are refused"
              .formatted(contents.damagedLines(), path, contents.marks().all().size(), copy(path)));
    }
    if (isCopy(path, contents) || contents.uses() < highest.orElse(0)) {
      return new Inheritance(
          contents,
          uses,
          Lack.ANY,
          "the replay marks in %s were put back from an old copy; knocks that may have been used since are refused"
              .formatted(path));
    }
    if (!isComplete(contents, highest)) {
      return new Inheritance(
          contents,
          uses,
          Lack.LATEST,
          "the machine stopped before knockgate did, so the last replay marks may be lost from %s; knocks that were made before are refused"
              .formatted(path));
    }
    return new Inheritance(contents, uses, Lack.NOTHING, "");
  }

  /// A copy is a file of its own, which came to be later.
  private static boolean isCopy(Path path, Contents contents) throws IOException {
    var birth = contents.birth();
    return birth != null && !birth.equals(born(path));
  }

  /// Every use since the machine started is there, or else the process stopped in order, and this
  /// is known to be no copy.
  private static boolean isComplete(Contents contents, OptionalLong highest) {
    return highest.isPresent() || (contents.isStopped() && contents.birth() != null);
  }

  /// When a file came to be. Nobody can set that, save by changing the clock or the disk.
  static Instant born(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).creationTime().toInstant();
  }

  /// Keeps a damaged file for whoever wants to look at it.
  private static String copy(Path path) {
    try {
      return "a copy is in " + Aside.copy(path);
    } catch (IOException refused) {
      return "no copy could be made: " + Reason.of(refused);
    }
  }
}
