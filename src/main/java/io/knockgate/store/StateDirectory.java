package io.knockgate.store;

import io.knockgate.lease.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// The directory under `state:`, held by this process alone until closed. The lock is the kernel's,
/// so it goes with the process however that ends; the file stays.
final class StateDirectory implements AutoCloseable {
  private final Path path;
  private final FileChannel lock;

  private StateDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /// Takes the directory, and makes it, for its owner alone, where it is missing.
  static StateDirectory take(Path path) throws StoreException {
    try {
      if (!Files.isDirectory(path)) {
        Files.createDirectories(path, permissions("rwx------"));
      }
      var lock =
          FileChannel.open(
              path.resolve("lock"),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              permissions("rw-------"));
      if (!isHeld(lock)) {
        var holder = read(lock);
        lock.close();
        throw new StoreException(
            ("another knockgate%s uses the state directory %s: stop it first, or give this one a"
                    + " `state:` of its own")
                .formatted(holder.matches("\\d{1,10}") ? " (pid " + holder + ")" : "", path));
      }
      write(lock, Long.toString(ProcessHandle.current().pid()));
      return new StateDirectory(path, lock);
    } catch (IOException failure) {
      throw new StoreException(
          ("the state directory %s can't be used: %s; make it and give it to the user that knockgate"
                  + " runs as (install -d -m 0700 -o USER %s), or name another under `state:`")
              .formatted(path, words(failure), path),
          failure);
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }

  private static String words(IOException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      case FileAlreadyExistsException file -> file.getFile() + " is no directory";
      default -> failure.toString();
    };
  }

  private static boolean isHeld(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      return false; // held within this very process
    }
  }

  private static String read(FileChannel lock) throws IOException {
    var bytes = ByteBuffer.allocate(16);
    lock.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
  }

  private static void write(FileChannel lock, String pid) throws IOException {
    lock.truncate(0);
    lock.write(StandardCharsets.US_ASCII.encode(pid + "\n"), 0);
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws StoreException {
    try {
      lock.close();
    } catch (IOException failure) {
      throw new StoreException("the lock of " + path + " can't be let go: " + failure, failure);
    }
  }
}
