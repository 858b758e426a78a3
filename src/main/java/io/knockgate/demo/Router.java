package io.knockgate.demo;

import io.knockgate.linux.Child;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Knockgate on the gateway: its configuration, its daemon and its commands.
final class Router {
  private static final Tool ENV = new Tool("env", "coreutils");

  private final Path launcher;
  private final Path home;

  /// Writes the configuration.
  ///
  /// @param launcher our own `bin/knockgate`
  /// @param home a directory of our own
  /// @param sequence the knock that forwards to the NAS
  /// @param lease for how long
  /// @param backup the knock that makes a copy of the actions
  Router(Path launcher, Path home, List<String> sequence, Duration lease, List<String> backup)
      throws IOException {
    this.launcher = launcher;
    this.home = home;
    Files.createDirectories(home.resolve("actions"));
    Files.writeString(
        home.resolve("config.yaml"),
        """
        gateway:
          wan: [wan0]
          closed: reset
        state: %1$s/state
        control: %1$s/control.sock
        knocks:
          nas:
            sequence: [%2$s]
            action: ssh-to-nas
          backup:
            sequence: [%3$s]
            action: backup
          signed:
            spa: {udp: 62201}
        """
            .formatted(home, String.join(", ", sequence), String.join(", ", backup)));
    Files.writeString(
        home.resolve("actions/ssh-to-nas.yaml"),
        """
        forward: {port: tcp/2222, to: %s:22}
        for: %ds
        """
            .formatted(Network.NAS, lease.toSeconds()));
    Files.writeString(
        home.resolve("actions/backup.yaml"),
        """
        run:
          command: [/bin/tar, --create, --file, %1$s/backup.tar, --directory, %1$s, actions]
          timeout: 1m
        """
            .formatted(home));
  }

  /// How the last backup ended, as `status` says it; the empty text before.
  String lastBackup() {
    return knockgate("status")
        .lines()
        .filter(line -> line.startsWith("last backup: "))
        .findFirst()
        .orElse("");
  }

  /// Adds a client.
  ///
  /// @param key the file of its public key
  /// @return the invitation, or the empty text where there is none
  String invite(Path key) {
    var told =
        knockgate(
            "client",
            "add",
            "laptop",
            "--key-file",
            key + "",
            "--may",
            "ssh-to-nas",
            "--host",
            Network.GATEWAY);
    return Arrays.stream(told.split("'"))
        .filter(word -> word.startsWith("knockgate:"))
        .findFirst()
        .orElse("");
  }

  /// Starts the daemon and waits until it answers.
  Child startDaemon() throws LinuxException {
    var daemon = Child.start(command("run"), home.resolve("knockgate.log"));
    if (!Wait.until(() -> !knockgate("status").isEmpty())) {
      throw new LinuxException("the daemon did not come up: " + log());
    }
    return daemon;
  }

  private String log() throws LinuxException {
    try {
      return Files.readString(home.resolve("knockgate.log")).strip();
    } catch (IOException unreadable) {
      throw new LinuxException("no log: " + unreadable.getMessage());
    }
  }

  /// The status line of the lease: its time left.
  String lease() {
    return knockgate("status")
        .lines()
        .filter(line -> line.contains("ssh-to-nas"))
        .findFirst()
        .map(
            line ->
                Arrays.stream(line.strip().split("\\s{2,}"))
                    .skip(1)
                    .reduce((a, b) -> a + " " + b)
                    .orElse(""))
        .orElse("");
  }

  /// What a command of ours prints; the empty text where it fails.
  String knockgate(String... arguments) {
    try {
      var command = command(arguments);
      var result = ENV.run(command, "", Wait.PATIENCE);
      return result.exit() == 0 ? result.out() : "";
    } catch (LinuxException unusable) {
      throw new IllegalStateException(unusable.getMessage(), unusable);
    }
  }

  private List<String> command(String... arguments) {
    var command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--config", home.resolve("config.yaml").toString()));
    return command;
  }
}
