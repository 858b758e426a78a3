package io.knockgate.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.knockgate.net.BadValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A key that OpenSSH made and signs with.
public final class SshKeygen {
  private final Path file;

  private SshKeygen(Path file) {
    this.file = file;
  }

  /// Makes one.
  ///
  /// @param options its kind, as `-t ed25519`
  public static SshKeygen generate(Path file, String... options) {
    var command = new ArrayList<>(List.of("ssh-keygen", "-q", "-N", "", "-C", "a b"));
    command.addAll(List.of(options));
    command.addAll(List.of("-f", file.toString()));
    run(new byte[0], command);
    return new SshKeygen(file);
  }

  /// One that lies there already, unencrypted; its .pub file is made.
  public static SshKeygen of(Path file) throws IOException {
    var line = run(new byte[0], List.of("ssh-keygen", "-y", "-f", file.toString()));
    Files.writeString(Path.of(file + ".pub"), line);
    return new SshKeygen(file);
  }

  /// Its line.
  public SshKey key() throws BadValue {
    try {
      return SshKey.parse(Files.readString(Path.of(file + ".pub")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What `ssh-keygen -l` says its fingerprint is.
  public String fingerprint() {
    return run(new byte[0], List.of("ssh-keygen", "-l", "-f", file + ".pub")).split(" ", 3)[1];
  }

  /// What `ssh-keygen -Y sign` makes of a message.
  String armored(String namespace, byte[] message) {
    return run(message, List.of("ssh-keygen", "-Y", "sign", "-f", "" + file, "-n", namespace));
  }

  /// The blob that stands last in what `ssh-keygen -Y sign` makes of a message.
  public byte[] sign(String namespace, byte[] message) {
    var armored = armored(namespace, message);
    var base64 = armored.replaceAll("-----[A-Z ]+-----", "").replace("\n", "");
    var wire = new Wire(Base64.getDecoder().decode(base64));
    wire.bytes("SSHSIG".length() + 4);
    for (int i = 0; i < 4; i++) {
      wire.string(); // public key, namespace, reserved, hash algorithm
    }
    var signature = wire.string();
    if (!wire.ended()) {
      throw new AssertionError(armored);
    }
    return signature;
  }

  private static String run(byte[] input, List<String> command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(false).start();
      try (var to = process.getOutputStream()) {
        to.write(input);
      }
      var told = new String(process.getInputStream().readAllBytes(), US_ASCII);
      var errors = new String(process.getErrorStream().readAllBytes(), US_ASCII);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + ": " + errors);
      }
      return told;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
