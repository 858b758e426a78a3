package io.knockgate.client;

import io.knockgate.config.ClientKnock;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Terminal;
import io.knockgate.linux.Tool;
import io.knockgate.net.BadValue;
import io.knockgate.ssh.SshKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The key that a knock is signed with.
///
/// @param key the public key
/// @param file where OpenSSH finds its private half, unless an agent has it; null where no file is
///     known
public record SigningKey(SshKey key, @Nullable Path file) {
  private static final String PUBLIC = ".pub";
  private static final Tool SSH_ADD = new Tool("ssh-add", "openssh-client");

  /// The key that the user's file names.
  ///
  /// @throws SigningException where its public half can't be read
  public static SigningKey of(ClientKnock.Identity identity, User user) throws SigningException {
    return switch (identity) {
      case ClientKnock.PublicKey(var key) -> of(key, user.sshDirectory());
      case ClientKnock.KeyFile(var file) -> at(file);
    };
  }

  /// Looks among the keys of a directory for the file of this one.
  ///
  /// @param directory such as `~/.ssh`; it need not exist
  public static SigningKey of(SshKey key, Path directory) {
    try (var files = Files.newDirectoryStream(directory, "*" + PUBLIC)) {
      for (var file : files) {
        if (isOf(key, file)) {
          var text = file.toString();
          var secret = Path.of(text.substring(0, text.length() - PUBLIC.length()));
          return new SigningKey(key, Files.exists(secret) ? secret : file);
        }
      }
    } catch (IOException none) {
      // an agent may have it
    }
    return new SigningKey(key, null);
  }

  /// The key of a file, as ssh's IdentityFile names it.
  ///
  /// @throws SigningException where its public half does not lie beside it
  public static SigningKey at(Path file) throws SigningException {
    var beside = file.toString().endsWith(PUBLIC) ? file : Path.of(file + PUBLIC);
    try {
      return new SigningKey(SshKey.parse(Files.readString(beside).strip()), file);
    } catch (NoSuchFileException missing) {
      throw new SigningException(
          "%1$s is not there; if the key itself is, make it with: ssh-keygen -y -f %2$s > %1$s"
              .formatted(beside, file));
    } catch (IOException refused) {
      throw new SigningException(beside + " can't be read: " + refused.getMessage());
    } catch (BadValue none) {
      throw new SigningException(beside + ": " + none.getMessage());
    }
  }

  /// Whether its private half lies in a file.
  public boolean hasPrivateFile() {
    return file != null && !file.toString().endsWith(PUBLIC) && Files.exists(file);
  }

  /// Whether the user's ssh-agent has it.
  public boolean isInAgentOf(User user) throws InterruptedException {
    try {
      var listed =
          Terminal.run(SSH_ADD, List.of("-L"), user.environment(), OutputStream.nullOutputStream());
      return listed.out().lines().anyMatch(line -> isOf(key, line));
    } catch (LinuxException absent) {
      return false;
    }
  }

  private static boolean isOf(SshKey key, String line) {
    try {
      return SshKey.parse(line).equals(key);
    } catch (BadValue other) {
      return false;
    }
  }

  private static boolean isOf(SshKey key, Path file) {
    try {
      return isOf(key, Files.readString(file).strip());
    } catch (IOException unreadable) {
      return false;
    }
  }

  /// How a message names it.
  @Override
  public String toString() {
    return file == null ? key.fingerprint() : file + " (" + key.fingerprint() + ")";
  }
}
