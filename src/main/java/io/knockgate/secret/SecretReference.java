package io.knockgate.secret;

import io.knockgate.net.BadValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a secret is kept, as the operator writes it: `file:/etc/knockgate/nas.key` or
/// `credential:nas.key`. Reading it is another step, so that a configuration can be checked where
/// its secrets are not.
public sealed interface SecretReference {
  /// More than any key, and little enough to hold.
  int LARGEST = 64 * 1024;

  /// `file:PATH`
  ///
  /// @param path absolute
  record OfFile(Path path) implements SecretReference {
    @Override
    public String toString() {
      return "file:" + path;
    }
  }

  /// `credential:NAME`: a file of the directory that systemd hands over (systemd.exec(5),
  /// LoadCredential).
  ///
  /// @param name a plain file name
  record OfCredential(String name) implements SecretReference {
    private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,255}");

    @Override
    public String toString() {
      return "credential:" + name;
    }
  }

  /// Reads a reference.
  static SecretReference parse(String text) throws BadValue {
    if (text.startsWith("file:/") && text.indexOf('\0') < 0) {
      try {
        return new OfFile(Path.of(text.substring("file:".length())).normalize());
      } catch (InvalidPathException bad) {
        throw new BadValue("\"%s\" names no file: %s".formatted(text, bad.getReason()));
      }
    }
    if (text.startsWith("credential:")) {
      var name = text.substring("credential:".length());
      if (OfCredential.NAME.matcher(name).matches()) {
        return new OfCredential(name);
      }
    }
    // What stands here may be the secret itself, so it is not repeated.
    throw new BadValue(
        "a secret is kept elsewhere: write file:/PATH or credential:NAME, not the secret itself");
  }

  /// Reads the secret, without one trailing newline.
  ///
  /// @param environment where systemd names its directory of credentials
  /// @throws SecretException where it is missing, empty, too large, or the file is one that others
  ///     than its owner may read, that somebody else put there, or that was replaced meanwhile
  default Secret read(Map<String, String> environment) throws SecretException {
    var path = path(environment);
    try {
      return trimmed(
          switch (this) {
            case OfFile _ -> guarded(path);
            case OfCredential _ -> bytes(path);
          });
    } catch (NoSuchFileException missing) {
      throw new SecretException(this + ": there is no such file");
    } catch (IOException refused) {
      throw new SecretException(this + ": can't be read: " + refused.getMessage());
    }
  }

  private Path path(Map<String, String> environment) throws SecretException {
    return switch (this) {
      case OfFile(var path) -> path;
      case OfCredential(var name) -> {
        var directory = environment.get("CREDENTIALS_DIRECTORY");
        if (directory == null) {
          throw new SecretException(
              this
                  + ": systemd hands over no credentials; write LoadCredential=%s in the unit, or"
                      .formatted(name)
                  + " file:/PATH here");
        }
        yield Path.of(directory, name);
      }
    };
  }

  /// Java can't ask an open file whose it is, so the path is looked at before and afterwards.
  private byte[] guarded(Path path) throws IOException, SecretException {
    var before = looked(path);
    var bytes = bytes(path);
    if (!Objects.equals(before, looked(path))) {
      throw new SecretException(this + ": was replaced while it was read; see who does, try again");
    }
    return bytes;
  }

  private static byte[] bytes(Path path) throws IOException {
    try (var in = Files.newInputStream(path)) {
      return in.readNBytes(LARGEST + 1);
    }
  }

  /// @return which file it is, where nobody else may read or write it, or has put it there
  private @Nullable Object looked(Path path) throws IOException, SecretException {
    var file = Files.readAttributes(path, PosixFileAttributes.class);
    var others =
        EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);
    others.retainAll(file.permissions());
    if (!others.isEmpty()) {
      throw new SecretException(
          "%s: others than its owner may read or write it; chmod 600 %s".formatted(this, path));
    }
    if (!mayOwn(path).contains(file.owner())) {
      throw new SecretException(
          "%s: it belongs to %s, who is neither root nor this user nor the owner of its directory, and may change it; chown root %s"
              .formatted(this, file.owner().getName(), path));
    }
    return file.fileKey();
  }

  /// The owner of the directory is the daemon's user, where root reads what lies in its state.
  private static Set<UserPrincipal> mayOwn(Path path) throws IOException {
    var accounts = path.getFileSystem().getUserPrincipalLookupService();
    return new HashSet<>(
        List.of(
            accounts.lookupPrincipalByName("0"),
            Files.getOwner(Path.of("/proc/self")),
            Files.getOwner(path.resolveSibling(""))));
  }

  private Secret trimmed(byte[] bytes) throws SecretException {
    int length = bytes.length;
    if (length > LARGEST) {
      throw new SecretException(this + ": larger than any secret (64 KiB)");
    }
    if (length > 0 && bytes[length - 1] == '\n') {
      length--;
    }
    if (length == 0) {
      throw new SecretException(this + ": empty");
    }
    return new Secret(Arrays.copyOf(bytes, length));
  }
}
