package io.knockgate.demo;

import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Whoever knocks: a person with an SSH key, and our own client.
final class Laptop {
  private final Network network;
  private final Path launcher;
  private final Path home;

  /// @param launcher our own `bin/knockgate`
  /// @param home a directory of the laptop's own
  Laptop(Network network, Path launcher, Path home) {
    this.network = network;
    this.launcher = launcher;
    this.home = home;
  }

  /// Makes an SSH key, as people have one.
  ///
  /// @return the public key's file
  Path makeKey() throws LinuxException, IOException {
    var key = Files.createDirectories(home.resolve(".ssh")).resolve("id_ed25519");
    var made = run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "laptop", "-f", key + "");
    if (made.exit() != 0) {
      throw new LinuxException("ssh-keygen: " + made.err().strip());
    }
    return key.resolveSibling("id_ed25519.pub");
  }

  /// Accepts an invitation.
  boolean join(String token) throws LinuxException {
    return !token.isEmpty()
        && run(launcher.toString(), "client", "join", token, "--as", "nas").exit() == 0;
  }

  /// Knocks with one packet and connects, as ssh's ProxyCommand does.
  ///
  /// @return the first line that the other side sends, or the empty text where nobody answers
  String connect(String to) throws LinuxException {
    return run(launcher.toString(), "knock", "--connect", to, "nas").out().strip();
  }

  private Tool.Result run(String... command) throws LinuxException {
    var words = new ArrayList<>(List.of("env", "HOME=" + home));
    words.addAll(List.of(command));
    return network.onLaptop(words);
  }
}
