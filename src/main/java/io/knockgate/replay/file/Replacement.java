package io.knockgate.replay.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A file that takes another one's place when it is whole and on the disk: a power cut leaves the
/// one or the other.
final class Replacement {
  private Replacement() {}

  /// Writes a file anew, for its owner alone.
  ///
  /// @param contents what to write into a file that came to be then; null where the file system
  ///     doesn't tell
  /// @return the new file, to append to
  static FileChannel write(Path path, Function<@Nullable Instant, byte[]> contents)
      throws IOException {
    var beside = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(beside);
    var channel =
        FileChannel.open(
            beside,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      var bytes = ByteBuffer.wrap(contents.apply(birth(beside)));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncDirectory(Objects.requireNonNull(path.getParent()));
      return channel;
    } catch (IOException refused) {
      channel.close();
      Files.deleteIfExists(beside); // a full disk needs the room
      throw refused;
    }
  }

  /// Where a file system doesn't tell when a file came to be, Java answers when it was changed.
  private static @Nullable Instant birth(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    var birth = Inheritance.born(file);
    return birth.equals(Instant.EPOCH) ? null : birth;
  }

  private static void syncDirectory(Path path) throws IOException {
    try (var directory = FileChannel.open(path, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }
}
