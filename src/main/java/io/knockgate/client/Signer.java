package io.knockgate.client;

import io.knockgate.knock.spa.SpaMessage;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Terminal;
import io.knockgate.linux.Tool;
import io.knockgate.ssh.SshKey;
import io.knockgate.ssh.SshSig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Signs with an SSH key by OpenSSH itself, which finds its private half in ssh-agent or in a file,
/// asks for a passphrase on the terminal, and for a touch: no key is ever in our memory.
final class Signer {
  private static final Tool SSH_KEYGEN = new Tool("ssh-keygen", "openssh-client");
  private static final String MESSAGE = "knock";
  private static final String SIGNATURE = MESSAGE + ".sig"; // as ssh-keygen names it
  private static final String KEY = "key.pub";

  private final SigningKey key;
  private final User user;

  Signer(SigningKey key, User user) {
    this.key = key;
    this.user = user;
  }

  /// What it signs with.
  SshKey key() {
    return key.key();
  }

  /// The signature of a message, in SSH's wire format (RFC 4253, 6.6).
  ///
  /// @throws SigningException where OpenSSH can't, or the user won't
  byte[] sign(byte[] message) throws SigningException, InterruptedException {
    try {
      var room = Files.createTempDirectory("knockgate"); // which Files makes for its owner alone
      try {
        return sign(message, room);
      } finally {
        for (var name : List.of(MESSAGE, SIGNATURE, KEY)) {
          Files.deleteIfExists(room.resolve(name));
        }
        Files.delete(room);
      }
    } catch (IOException refused) {
      throw new SigningException("a temporary file is refused: " + refused.getMessage());
    } catch (LinuxException absent) {
      throw new SigningException(absent.getMessage());
    }
  }

  /// The message is in a file because OpenSSH asks for a passphrase only where its input is the
  /// terminal.
  private byte[] sign(byte[] message, Path room)
      throws SigningException, IOException, LinuxException, InterruptedException {
    var file = Files.write(room.resolve(MESSAGE), message);
    var signed =
        Terminal.run(
            SSH_KEYGEN,
            List.of(
                "-q",
                "-Y",
                "sign",
                "-n",
                SpaMessage.NAMESPACE,
                "-f",
                keyFile(room),
                file.toString()),
            user.environment(),
            user.terminal());
    if (signed.exit() != 0) {
      throw new SigningException(why(signed.err()));
    }
    var armored = Files.readString(room.resolve(SIGNATURE));
    return SshSig.signature(armored, key.key(), SpaMessage.NAMESPACE)
        .orElseThrow(
            () ->
                new SigningException(
                    "what ssh-keygen made with %s is no signature of that key; do the public and the private file belong together?"
                        .formatted(key)));
  }

  /// An agent knows its keys by their public halves.
  private String keyFile(Path room) throws IOException {
    var file = key.file();
    return file != null
        ? file.toString()
        : Files.writeString(room.resolve(KEY), key.key() + "\n").toString();
  }

  private String why(String complaint) {
    if (complaint.contains("incorrect passphrase")) {
      return "the passphrase of %s was refused, or there is no terminal to ask for it on: run ssh-add first"
          .formatted(key);
    }
    if (complaint.contains("No private key found")) {
      return "%s has no private key here: ssh-agent%s does not have it, nor does ~/.ssh; run ssh-add with its file, or name another key in the client's file"
          .formatted(
              key,
              user.environment().containsKey("SSH_AUTH_SOCK") ? "" : " (SSH_AUTH_SOCK is unset)");
    }
    if (complaint.contains("unknown option") || complaint.contains("llegal option")) {
      return "this ssh-keygen can't sign: OpenSSH 8.2 or later is needed";
    }
    var last = complaint.strip().lines().reduce("", (_, line) -> line);
    return "ssh-keygen can't sign with %s: %s"
        .formatted(key, last.isEmpty() ? "it does not say why" : last);
  }
}
