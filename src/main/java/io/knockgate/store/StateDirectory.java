package io.knockgate.store;

import io.knockgate.lease.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The directory under `state:`, held by this process alone from [#lock] on, until closed. The lock
/// is the kernel's, so it goes with the process however that ends; the file stays.
final class StateDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);

  /// A disk with less room than that, in bytes, is full.
  private static final long LEAST = 1 << 16;

  private final Path path;
  private @Nullable FileChannel lock;

  StateDirectory(Path path) {
    this.path = path;
  }

  /// Takes the directory, and makes it, for its owner alone, where it is missing. Can be repeated.
  ///
  /// @throws StoreException where another process has it, or where it can't be used, which may pass
  void lock() throws StoreException {
    if (lock != null) {
      return;
    }
    try {
      if (!Files.isDirectory(path)) {
        Files.createDirectories(path, permissions("rwx------"));
      }
      var file =
          FileChannel.open(
              path.resolve("lock"),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              permissions("rw-------"));
      if (!isHeld(file)) {
        var holder = read(file);
        file.close();
        throw new StoreException(
            ("another knockgate%s uses the state directory %s: stop it first, or give this one a"
                    + " `state:` of its own")
                .formatted(holder.matches("\\d{1,10}") ? " (pid " + holder + ")" : "", path));
      }
      lock = file;
      sign(file);
    } catch (IOException failure) {
      throw refused(failure);
    }
  }

  private StoreException refused(IOException failure) {
    var disk = disk();
    return disk.isEmpty()
        ? new StoreException(
            ("the state directory %s can't be used: %s; make it and give it to the user that knockgate"
                    + " runs as (install -d -m 0700 -o USER %s), or name another under `state:`")
                .formatted(path, words(failure), path),
            failure)
        : new StoreException(
            "the state directory %s can't be written: %s".formatted(path, disk), failure, true);
  }

  /// What keeps its disk from being written, and what would mend it; the empty text where nothing
  /// does, or where there is no directory.
  String disk() {
    try {
      var disk = Files.getFileStore(path);
      if (disk.isReadOnly()) {
        return "its file system is read-only; see what the kernel says of it, and mount it read-write";
      }
      return disk.getUsableSpace() < LEAST ? "the disk is full; make room" : "";
    } catch (IOException unknown) {
      return "";
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }

  private static String words(IOException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      case FileAlreadyExistsException file -> file.getFile() + " is no directory";
      case NoSuchFileException missing -> missing.getFile() + " can't be made";
      case FileSystemException its when its.getReason() != null ->
          its.getFile() + ": " + its.getReason();
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

  /// Whose the lock is, for who finds it held; a full disk is no reason not to hold it.
  private static void sign(FileChannel lock) {
    try {
      lock.truncate(0);
      lock.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
    } catch (IOException refused) {
      LOG.debug("the lock is not signed: {}", refused.getMessage());
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws StoreException {
    try {
      if (lock != null) {
        lock.close();
      }
    } catch (IOException failure) {
      throw new StoreException("the lock of " + path + " can't be let go: " + failure, failure);
    }
  }
}
