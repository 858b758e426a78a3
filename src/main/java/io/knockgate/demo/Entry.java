package io.knockgate.demo;

import io.knockgate.linux.Child;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The way into namespaces of the demo's own, where it may build a network without being root.
final class Entry {
  private static final Tool UNSHARE = new Tool("unshare", "util-linux");

  /// Every program that the demo runs.
  private static final List<Tool> PROGRAMS =
      List.of(
          UNSHARE,
          new Tool("ip", "iproute2"),
          new Tool("nft", "nftables"),
          new Tool("sshd", "openssh-server"),
          new Tool("ssh", "openssh-client"),
          new Tool("knock", "knockd"),
          new Tool("nmap", "nmap"));

  private Entry() {}

  /// What is missing on this machine, as one sentence with its fix; the empty text where nothing
  /// is.
  static String missing() {
    var packages =
        PROGRAMS.stream()
            .filter(program -> !program.isInstalled())
            .map(Tool::debianPackage)
            .sorted()
            .collect(Collectors.joining(" "));
    return packages.isEmpty()
        ? ""
        : "the demo needs programs that are not installed: apt install " + packages;
  }

  /// Runs the launcher's `demo` again inside namespaces of its own.
  ///
  /// @return its exit code
  /// @throws LinuxException where namespaces are not allowed; says why and what to do
  static int enter(Path launcher, boolean keep) throws LinuxException {
    var unshare =
        isRoot()
            ? List.of("--net", "--mount")
            : List.of("--user", "--map-root-user", "--net", "--mount");
    var probe = new ArrayList<>(unshare);
    probe.add("true");
    var answer = UNSHARE.run(probe, "", Duration.ofSeconds(10));
    if (answer.exit() != 0) {
      throw new LinuxException(
          "this machine does not let you make a private network (%s); %s"
              .formatted(answer.err().strip(), fix()));
    }
    var command = new ArrayList<>(List.of("unshare", "--kill-child", "--fork"));
    command.addAll(unshare);
    command.addAll(List.of(launcher.toString(), "demo", "--inside"));
    if (keep) {
      command.add("--keep");
    }
    return Child.onTerminal(command);
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static String fix() {
    if (isRoot()) {
      return "inside a container, give it CAP_SYS_ADMIN and CAP_NET_ADMIN";
    }
    for (var setting :
        List.of(
            "kernel/unprivileged_userns_clone=1",
            "kernel/apparmor_restrict_unprivileged_userns=0",
            "user/max_user_namespaces=10000")) {
      int equals = setting.indexOf('=');
      var name = setting.substring(0, equals);
      if (Files.exists(Path.of("/proc/sys", name))) {
        return "run it as root (sudo), or allow it: sysctl -w "
            + name.replace('/', '.')
            + setting.substring(equals);
      }
    }
    return "run it as root (sudo)";
  }
}
