package io.knockgate.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/// Damaged files, kept beside what takes their place for whoever wants to look at them: `NAME`
/// becomes `NAME.damaged-1`, and so on. Of each name the newest [#MOST] are kept, so that a disk
/// that damages files again and again is not filled with them.
public final class Aside {
  /// How many are kept.
  public static final int MOST = 3;

  private static final String WORD = ".damaged-";
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private Aside() {}

  /// Keeps what a file holds now under another name. The file stays, to be replaced by another one
  /// (written over, it would change both); that needs no room on the disk, where the file system
  /// knows links.
  ///
  /// @return the other name
  /// @throws IOException where that can't be; then nothing has changed
  public static Path copy(Path file) throws IOException {
    var copy = next(file);
    try {
      Files.createLink(copy, file);
    } catch (UnsupportedOperationException | IOException noLinks) {
      Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
    forget(file, copy);
    return copy;
  }

  /// Moves a file away; needs no room on the disk.
  ///
  /// @param companions what the names of files end in that belong to it, such as `-wal`; these go
  ///     first, so that none is left to whatever takes the file's place
  /// @return where it is now
  /// @throws IOException where that can't be
  public static Path move(Path file, String... companions) throws IOException {
    var away = next(file);
    for (var end : companions) {
      if (Files.exists(with(file, end))) {
        Files.move(with(file, end), with(away, end), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    Files.move(file, away, StandardCopyOption.ATOMIC_MOVE);
    forget(file, away, companions);
    return away;
  }

  /// What fills a file that is there and empty.
  ///
  /// @param <E> how it fails
  public interface Copying<E extends Exception> {
    /// Fills it.
    void into(Path copy) throws IOException, E;
  }

  /// Keeps what a file holds now under another name, in a copy for its owner alone that the caller
  /// makes.
  ///
  /// @return the other name
  /// @throws IOException where that can't be; then nothing has changed, as when the caller fails
  public static <E extends Exception> Path copy(Path file, Copying<E> copying)
      throws IOException, E {
    var copy = next(file);
    boolean done = false;
    try {
      Files.createFile(copy, OWNER_ALONE);
      copying.into(copy);
      done = true;
    } finally {
      if (!done) {
        Files.deleteIfExists(copy);
      }
    }
    forget(file, copy);
    return copy;
  }

  private static Path next(Path file) throws IOException {
    return numbered(file, numbers(file).max().orElse(0) + 1);
  }

  private static void forget(Path file, Path newest, String... companions) throws IOException {
    int last = number(file, newest);
    for (int old : numbers(file).filter(number -> number <= last - MOST).toArray()) {
      Files.deleteIfExists(numbered(file, old));
      for (var end : companions) {
        Files.deleteIfExists(with(numbered(file, old), end));
      }
    }
  }

  private static Path numbered(Path file, int number) {
    return with(file, WORD + number);
  }

  private static Path with(Path file, String end) {
    return file.resolveSibling(file.getFileName() + end);
  }

  private static IntStream numbers(Path file) throws IOException {
    try (var files = Files.list(Objects.requireNonNull(file.toAbsolutePath().getParent()))) {
      var numbers = files.mapToInt(other -> number(file, other)).filter(number -> number > 0);
      return IntStream.of(numbers.toArray());
    }
  }

  /// 0 where it is another file.
  private static int number(Path file, Path other) {
    var name = String.valueOf(other.getFileName());
    var before = file.getFileName() + WORD;
    var number = name.startsWith(before) ? name.substring(before.length()) : "";
    return number.matches("[1-9]\\d{0,8}") ? Integer.parseInt(number) : 0;
  }
}
