package io.knockgate.lab;

import static org.awaitility.Awaitility.await;

import io.knockgate.lab.Lab.Output;
import io.knockgate.lab.Lab.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A real sshd in a lab, and a key that it accepts. Its banner and its answer to `hostname` say
/// which one it is.
public final class Sshd {
  private final Lab lab;
  private final Path key;

  private Sshd(Lab lab, Path key) {
    this.lab = lab;
    this.key = key;
  }

  /// Starts one on port 22 of the place, and waits until it answers there.
  ///
  /// @param home a directory of its own
  /// @param listen the address it listens on, or `0.0.0.0` and `::` for all
  /// @param name what a command run by it finds in `$WHO`
  public static Sshd start(Lab lab, Place place, Path home, String name, String... listen)
      throws Exception {
    Files.createDirectories(home);
    Files.createDirectories(Path.of("/run/sshd")); // privilege separation
    var key = home.resolve("key");
    lab.exec(place, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
    lab.exec(
        place,
        "ssh-keygen",
        "-q",
        "-t",
        "ed25519",
        "-N",
        "",
        "-f",
        home.resolve("host").toString());
    var config = new StringBuilder();
    for (var address : listen) {
      config.append("ListenAddress ").append(address).append('\n');
    }
    config.append(
        """
        HostKey %1$s/host
        PidFile none
        AuthorizedKeysFile %1$s/key.pub
        StrictModes no
        UsePAM no
        PermitRootLogin prohibit-password
        SetEnv WHO=%2$s
        Subsystem sftp internal-sftp
        """
            .formatted(home, name));
    var file = Files.writeString(home.resolve("sshd_config"), config);
    lab.start(place, "/usr/sbin/sshd", "-D", "-e", "-f", file.toString());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> lab.run(place, "ss", "-Hltn", "sport = :22").text().contains(":22"));
    return new Sshd(lab, key);
  }

  /// Runs a command by ssh from the client's namespace.
  ///
  /// @param from the address that the client comes from
  /// @param to the gateway's address
  /// @param port the outside port
  public Output ssh(String from, String to, int port, String command)
      throws IOException, InterruptedException {
    return lab.run(Place.CLIENT, command(from, to, port, command));
  }

  /// Runs a command by ssh, through a program that ssh starts to reach the gateway.
  ///
  /// @param proxy the ProxyCommand
  public Output sshBy(String proxy, String to, int port, String command)
      throws IOException, InterruptedException {
    var words = new ArrayList<>(List.of(command("", to, port, command)));
    words.addAll(1, List.of("-o", "ProxyCommand=" + proxy));
    return lab.run(Place.CLIENT, words.toArray(String[]::new));
  }

  /// Starts a session that stays up and echoes what is written to it.
  public Process session(String from, String to, int port) throws IOException {
    return lab.start(Place.CLIENT, command(from, to, port, "echo $WHO; exec cat"));
  }

  private String[] command(String from, String to, int port, String command) {
    var words = new ArrayList<>(List.of("ssh", "-F", "none", "-T"));
    if (!from.isEmpty()) {
      words.addAll(List.of("-b", from));
    }
    words.addAll(List.of("-i", key.toString(), "-p", Integer.toString(port)));
    for (var option :
        List.of(
            "BatchMode=yes",
            "IdentitiesOnly=yes",
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "LogLevel=ERROR",
            "ConnectTimeout=3")) {
      words.addAll(List.of("-o", option));
    }
    words.addAll(List.of("root@" + to, command));
    return words.toArray(String[]::new);
  }
}
