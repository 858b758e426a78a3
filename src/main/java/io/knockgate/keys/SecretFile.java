package io.knockgate.keys;

import io.knockgate.linux.Aside;
import io.knockgate.secret.Secret;
import io.knockgate.secret.SecretException;
import io.knockgate.secret.SecretReference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// A file of the state directory that holds a secret.
public final class SecretFile {
  private final Path path;

  /// @param name a plain file name
  public SecretFile(Path state, String name) {
    this.path = state.resolve(name).toAbsolutePath().normalize();
  }

  /// How the configuration names it.
  public SecretReference reference() {
    return new SecretReference.OfFile(path);
  }

  boolean exists() {
    return Files.exists(path);
  }

  /// Whether there is nothing in it but a newline, or more than there is in any secret.
  boolean holdsNone() throws SecretException {
    try {
      long size = Files.size(path);
      return size <= 1 || size > SecretReference.LARGEST;
    } catch (IOException refused) {
      throw new SecretException("%s can't be read: %s".formatted(path, why(refused)));
    }
  }

  /// Moves it away, for whoever wants to look at it.
  ///
  /// @return where it is now
  Path setAside() throws SecretException {
    try {
      return Aside.move(path);
    } catch (IOException refused) {
      throw new SecretException(
          "%s is damaged and can't be moved away: %s".formatted(path, why(refused)));
    }
  }

  /// Makes it, whole or not at all, for the owner of the directory alone.
  ///
  /// @return whether it was made; false where there is one, which stays
  /// @throws SecretException where this user may not
  public boolean make(Secret secret) throws SecretException {
    var state = path.resolveSibling(".").normalize();
    try {
      if (!Files.isDirectory(state)) {
        Files.createDirectories(state, permissions("rwx------"));
      }
      var beside = Files.createTempFile(state, path.getFileName() + ".", ""); // for its owner alone
      try {
        write(beside, secret);
        Files.setOwner(beside, Files.getOwner(state));
        Files.createLink(path, beside); // which takes nobody's place
        return true;
      } catch (FileAlreadyExistsException another) {
        return false;
      } finally {
        Files.delete(beside);
      }
    } catch (IOException refused) {
      throw new SecretException(
          "%s can't be made: %s; be a user who may write there, such as root"
              .formatted(path, why(refused)));
    }
  }

  /// Takes back what was made.
  ///
  /// @throws SecretException where this user may not
  public void remove() throws SecretException {
    try {
      Files.deleteIfExists(path);
    } catch (IOException refused) {
      throw new SecretException("%s can't be deleted: %s".formatted(path, refused.getMessage()));
    }
  }

  private static void write(Path file, Secret secret) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(secret.revealed());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static String why(IOException refused) {
    return switch (refused) {
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException its when its.getReason() != null -> its.getReason();
      default -> String.valueOf(refused.getMessage());
    };
  }

  private static FileAttribute<Set<PosixFilePermission>> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }
}
