package io.knockgate.demo;

import io.knockgate.linux.Child;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Three machines in network namespaces of their own: a laptop on the internet, the gateway (the
/// namespace we are in), and a NAS behind it with a real sshd. Nothing leaves this machine, and all
/// of it goes with the process that made it.
final class Network {
  static final String GATEWAY = "198.51.100.1";
  static final String LAPTOP = "198.51.100.10";
  static final String STRANGER = "198.51.100.66";
  static final String NAS = "10.20.0.5";

  private static final Tool IP = new Tool("ip", "iproute2");
  private static final Tool KEYGEN = new Tool("ssh-keygen", "openssh-client");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path home;

  /// Sets everything up. Must run inside private network and mount namespaces.
  ///
  /// @param home a directory of our own
  Network(Path home) throws LinuxException, IOException {
    this.home = home;
    ip("link set lo up");
    ip("netns add laptop");
    ip("netns add nas");
    ip("link add wan0 type veth peer name eth0 netns laptop");
    ip("link add lan0 type veth peer name eth0 netns nas");
    ip("addr add " + GATEWAY + "/24 dev wan0");
    ip("addr add 10.20.0.1/24 dev lan0");
    ip("link set wan0 up");
    ip("link set lan0 up");
    ip("-n laptop addr add " + LAPTOP + "/24 dev eth0");
    ip("-n laptop addr add " + STRANGER + "/24 dev eth0");
    ip("-n laptop link set eth0 up");
    ip("-n laptop link set lo up");
    ip("-n nas addr add " + NAS + "/24 dev eth0");
    ip("-n nas link set eth0 up");
    ip("-n nas link set lo up");
    ip("-n nas route add default via 10.20.0.1");
    Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1");
    startSshd();
  }

  private void startSshd() throws LinuxException, IOException {
    Files.createDirectories(Path.of("/run/sshd"));
    var key = home.resolve("hostkey");
    var made =
        KEYGEN.run(List.of("-q", "-t", "ed25519", "-N", "", "-f", key.toString()), "", PATIENCE);
    if (made.exit() != 0) {
      throw new LinuxException("ssh-keygen: " + made.err().strip());
    }
    var sshd = on("nas", List.of("/usr/sbin/sshd", "-D", "-f", "/dev/null", "-h", key.toString()));
    Child.start(sshd, home.resolve("sshd.log"));
  }

  /// A command, to be run on one of the machines.
  static List<String> on(String machine, List<String> command) {
    var whole = new ArrayList<>(List.of("ip", "netns", "exec", machine));
    whole.addAll(command);
    return whole;
  }

  /// Runs a command on the laptop.
  Tool.Result onLaptop(List<String> command) throws LinuxException {
    return IP.run(on("laptop", command).subList(1, command.size() + 4), "", PATIENCE);
  }

  /// Connects from an address of the laptop to the gateway's port 2222.
  ///
  /// @return the first line that the other side sends, or the empty text where nobody answers
  String banner(String source) throws LinuxException {
    var ssh =
        List.of(
            "ssh",
            "-v",
            "-b",
            source,
            "-p",
            "2222",
            "-F",
            "none",
            "-o",
            "BatchMode=yes",
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "ConnectTimeout=2",
            "-o",
            "IdentityFile=none",
            "guest@" + GATEWAY,
            "true");
    var marker = "remote software version ";
    return onLaptop(ssh)
        .err()
        .lines()
        .filter(line -> line.contains(marker))
        .map(line -> line.substring(line.indexOf(marker) + marker.length()).strip())
        .findFirst()
        .orElse("");
  }

  private static void ip(String arguments) throws LinuxException {
    var result = IP.run(List.of(arguments.split(" ")), "", PATIENCE);
    if (result.exit() != 0) {
      throw new LinuxException("ip " + arguments + ": " + result.err().strip());
    }
  }
}
