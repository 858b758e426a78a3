package io.knockgate.systemd;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A machine of its own with our units on it, as `src/test/sh/systemd-box` makes it. Needs root.
final class Box {
  /// How a command in it ended.
  ///
  /// @param exit its exit code
  /// @param text what it wrote, complaints included
  record Output(int exit, String text) {}

  private static final String SCRIPT = "src/test/sh/systemd-box";
  private static final String CONFIG =
      """
      gateway: {wan: [wan0], guard: [tcp/22]}
      knocks:
        ssh: {sequence: [8442, 5120, 3971, 7206], action: open-ssh}
      """;

  private final Process process;
  private final BufferedReader reports;
  private final String pid;

  private Box(Process process) throws IOException {
    this.process = process;
    this.reports = process.inputReader();
    var line = reports.readLine();
    if (line == null || !line.matches("\\d+")) {
      throw new AssertionError("systemd-box: " + line);
    }
    this.pid = line;
  }

  /// Boots it, with nftables.service and both of our units enabled.
  ///
  /// @param home an empty directory
  static Box boot(Path home) throws IOException {
    var installation = Files.createDirectory(home.resolve("installation"));
    Installation.write(installation);
    var files = Files.createDirectory(home.resolve("files"));
    lay(files);
    var command =
        new ProcessBuilder(
            SCRIPT,
            "hold",
            installation.toString(),
            System.getProperty("java.home"),
            files.toString());
    return new Box(command.redirectErrorStream(true).start());
  }

  private static void lay(Path root) throws IOException {
    var units = Files.createDirectories(root.resolve("etc/systemd/system"));
    for (var unit :
        List.of(
            "knockgate.service",
            "knockgate-guard.service",
            "knockgate-spa.socket",
            "knockgate-job.socket",
            "knockgate-job@.service",
            "nftables.service.d/knockgate.conf")) {
      Files.createDirectories(units.resolve(unit).getParent());
      Files.copy(Path.of("systemd", unit), units.resolve(unit));
    }
    enable(units, "sysinit.target", Path.of("../../../../lib/systemd/system/nftables.service"));
    enable(units, "sysinit.target", Path.of("../knockgate-guard.service"));
    enable(units, "multi-user.target", Path.of("../knockgate.service"));
    var users = Files.createDirectories(root.resolve("usr/lib/sysusers.d"));
    Files.copy(Path.of("systemd/knockgate.sysusers"), users.resolve("knockgate.conf"));
    var actions = Files.createDirectories(root.resolve("etc/knockgate/actions"));
    Files.writeString(actions.resolveSibling("config.yaml"), CONFIG);
    Files.writeString(actions.resolve("open-ssh.yaml"), "open: {port: tcp/22}\nfor: 5m\n");
  }

  private static void enable(Path units, String target, Path unit) throws IOException {
    var wants = Files.createDirectories(units.resolve(target + ".wants"));
    Files.createSymbolicLink(wants.resolve(unit.getFileName()), unit);
  }

  /// Runs a command in it to its end.
  Output run(String... command) throws IOException, InterruptedException {
    var run = start(command);
    var text = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Output(run.waitFor(), text);
  }

  /// Starts a command in it, with nothing to read.
  Process start(String... command) throws IOException {
    var words = new ArrayList<>(List.of(SCRIPT, "in", pid));
    words.addAll(List.of(command));
    var run = new ProcessBuilder(words).redirectErrorStream(true).start();
    run.getOutputStream().close();
    return run;
  }

  /// A file of it, as it is reached from out here.
  Path file(String file) {
    return Path.of("/proc", pid, "root", file);
  }

  /// Runs a command in it to its end, which must be a good one.
  ///
  /// @return what it wrote
  String exec(String... command) throws IOException, InterruptedException {
    var output = run(command);
    if (output.exit() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + output.text());
    }
    return output.text();
  }

  /// A property of a unit, as `systemctl show` has it.
  String property(String unit, String name) throws IOException, InterruptedException {
    return exec("systemctl", "show", unit, "--property", name, "--value").strip();
  }

  /// Writes a file in it.
  void write(String file, String text) throws IOException, InterruptedException {
    exec("sh", "-c", "mkdir -p \"${0%/*}\" && printf %s \"$1\" >\"$0\"", file, text);
  }

  /// Ends it and all in it.
  void end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    var rest = reports.lines().toList();
    if (process.waitFor() != 0 || !rest.isEmpty()) {
      throw new AssertionError("systemd-box: " + rest);
    }
  }
}
