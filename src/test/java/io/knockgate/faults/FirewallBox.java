package io.knockgate.faults;

import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Other people's firewalls in a lab's gateway: ufw, firewalld and Docker as the distribution has
/// them, and files of this machine which they may change, as `src/test/sh/firewall-box` makes them.
final class FirewallBox implements AutoCloseable {
  private static final String SCRIPT = "src/test/sh/firewall-box";
  private static final Path UNPACKED = Path.of("target", "firewalls");

  private final Process process;
  private final String pid;

  private FirewallBox(Process process, String pid) {
    this.process = process;
    this.pid = pid;
  }

  static FirewallBox open(Lab lab) throws Exception {
    if (Files.notExists(UNPACKED)) { // as `./dev test` does it
      var unpack = new ProcessBuilder(SCRIPT, "unpack").inheritIO().start();
      if (unpack.waitFor() != 0) {
        throw new AssertionError("the packages of other firewalls can't be fetched");
      }
    }
    var process =
        new ProcessBuilder(SCRIPT, "hold", lab.name(Place.GATEWAY))
            .redirectError(Redirect.INHERIT)
            .start();
    var line = process.inputReader().readLine();
    if (line == null) {
      throw new AssertionError("the firewalls' box was not built");
    }
    return new FirewallBox(process, line);
  }

  /// Runs a program to its end, which must be a good one.
  ///
  /// @return what it wrote
  String exec(String... command) throws Exception {
    var program = builder(command).start();
    var text = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (program.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + text);
    }
    return text;
  }

  /// Whether a program ends well.
  boolean succeeds(String... command) throws Exception {
    return builder(command).redirectOutput(Redirect.DISCARD).start().waitFor() == 0;
  }

  /// Starts a program that lives until it is ended, or the box is.
  void start(Path log, String... command) throws IOException {
    builder(command).redirectOutput(Redirect.appendTo(log.toFile())).start();
  }

  /// Ends what has written down its process id, and waits for that.
  void end(String pidFile) throws Exception {
    exec(
        "sh",
        "-c",
        "p=$(cat %s) && kill $p && while kill -0 $p && ! grep -q State:.Z /proc/$p/status; do sleep 0.02; done"
            .formatted(pidFile));
  }

  private ProcessBuilder builder(String... command) {
    var inside = new ArrayList<>(List.of(SCRIPT, "in", pid));
    inside.addAll(List.of(command));
    return new ProcessBuilder(inside).redirectErrorStream(true);
  }

  /// Ends all that runs in it.
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }
}
