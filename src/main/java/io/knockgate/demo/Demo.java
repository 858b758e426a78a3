package io.knockgate.demo;

import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Tool;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The demo: every line that it prints really happened, in a network of its own.
public final class Demo {
  private static final List<String> NAS = List.of("2033", "3022", "6712", "4998", "4113");
  private static final List<String> BACKUP = List.of("61001", "33002", "47003", "29004");
  private static final List<String> WRONG = List.of("2033", "3022", "4998", "6712", "4113");
  private static final Duration LEASE = Duration.ofSeconds(12);

  private final Page page;
  private final Network network;
  private final Router router;
  private final Laptop laptop;

  private Demo(Path launcher, Path home, PrintStream out) throws LinuxException, IOException {
    this.page = new Page(out);
    this.network = new Network(home);
    this.router = new Router(launcher, home, NAS, LEASE, BACKUP);
    this.laptop = new Laptop(network, launcher, home.resolve("laptop"));
  }

  /// Runs the demo.
  ///
  /// @param launcher our own `bin/knockgate`
  /// @param inside whether this process is in namespaces of its own already
  /// @param keep whether the network stays up until Enter is pressed
  /// @return 0 when all happened as promised, 1 when something did not
  /// @throws LinuxException where the machine doesn't let the demo run; cause and fix in one line
  /// @throws IOException where a file of the demo's own can't be written
  public static int run(Path launcher, boolean inside, boolean keep, PrintStream out)
      throws LinuxException, IOException {
    if (!inside) {
      var missing = Entry.missing();
      if (!missing.isEmpty()) {
        throw new LinuxException(missing);
      }
      return Entry.enter(launcher, keep);
    }
    // Ours alone since the mount namespace is: `ip netns`, sshd and the daemon all write below
    // /run.
    mountTmpfs("/run");
    var home = Files.createDirectories(Path.of("/run/knockgate-demo"));
    var demo = new Demo(launcher, home, out);
    demo.play();
    if (keep) {
      demo.stay();
    }
    return demo.page.allKept() ? 0 : 1;
  }

  private static void mountTmpfs(String place) throws LinuxException {
    var mount = new Tool("mount", "mount");
    var answer = mount.run(List.of("-t", "tmpfs", "tmpfs", place), "", Wait.PATIENCE);
    if (answer.exit() != 0) {
      throw new LinuxException("mount " + place + ": " + answer.err().strip());
    }
  }

  private void play() throws LinuxException, IOException {
    page.say(
        """
        laptop %s ---- internet ---- %s gateway 10.20.0.1 ---- LAN ---- %s NAS (sshd)
        The gateway forwards its port 2222 to the NAS for whoever knocks, for %d seconds.
        """
            .formatted(Network.LAPTOP, Network.GATEWAY, Network.NAS, LEASE.toSeconds()));
    var daemon = router.startDaemon();
    shut("ssh -p 2222 gateway", Network.LAPTOP);
    scan();
    knock(NAS);
    long opened = System.nanoTime();
    page.happened(
        open(Network.LAPTOP), "ssh -p 2222 gateway", "answers: " + network.banner(Network.LAPTOP));
    shut("the same from another address", Network.STRANGER);
    countdown();
    daemon.kill();
    page.happened(
        open(Network.LAPTOP),
        "kill -9 the daemon",
        "it is dead; the door is still open: the kernel holds it");
    boolean shutAgain = Wait.until(() -> !isOpen(Network.LAPTOP));
    double lasted = (System.nanoTime() - opened) / 1e9;
    page.happened(
        shutAgain,
        "wait, with no daemon alive",
        "shut by the kernel %.0f s after the knock".formatted(lasted));
    var invitation = router.invite(laptop.makeKey());
    page.happened(
        !invitation.isEmpty(), "knockgate client add laptop", "its key is in config.yaml");
    try (var next = router.startDaemon()) {
      page.happened(next.isAlive(), "start the daemon again", "it finds nothing open");
      knock(WRONG);
      shut("the right ports in a wrong order", Network.LAPTOP);
      knock(NAS);
      page.happened(
          open(Network.LAPTOP),
          "the right knock once more",
          "opens: " + network.banner(Network.LAPTOP));
      router.knockgate("close", "--all");
      shut("knockgate close --all", Network.LAPTOP);
      knock(BACKUP);
      page.happened(
          Wait.until(() -> router.lastBackup().contains("done")),
          "the knock for a backup",
          router.lastBackup());
      page.happened(
          laptop.join(invitation), "knockgate client join knockgate:...", "the laptop knows how");
      var answer = laptop.connect(Network.GATEWAY + ":2222");
      page.happened(
          !answer.isEmpty(),
          "knock --connect gateway:2222 nas",
          "one packet, signed with its SSH key: " + answer);
      page.say("\nknockgate history:\n" + router.knockgate("history").indent(2).stripTrailing());
    }
  }

  private void scan() throws LinuxException {
    var result =
        network.onLaptop(
            List.of(
                "nmap", "-n", "-Pn", "-sS", "-T5", "--min-rate", "20000", "-p-", Network.GATEWAY));
    var open = result.out().lines().filter(line -> line.contains("/tcp")).toList();
    var summary =
        result
            .out()
            .lines()
            .filter(line -> line.contains("shown") || line.contains("in ignored states"));
    page.happened(
        open.isEmpty() && result.exit() == 0,
        "nmap -p- gateway",
        open.isEmpty() ? summary.findFirst().orElse("").strip() : String.join("; ", open));
  }

  private void knock(List<String> ports) throws LinuxException {
    var command = new ArrayList<>(List.of("knock", "-d", "20", Network.GATEWAY));
    command.addAll(ports);
    var result = network.onLaptop(command);
    page.happened(result.exit() == 0, "knock gateway " + String.join(" ", ports), "sent");
  }

  private void shut(String what, String source) throws LinuxException {
    page.happened(!isOpen(source), what, "nobody answers");
  }

  private boolean open(String source) {
    return Wait.until(() -> isOpen(source));
  }

  private boolean isOpen(String source) {
    try {
      return !network.banner(source).isEmpty();
    } catch (LinuxException unusable) {
      throw new IllegalStateException(unusable.getMessage(), unusable);
    }
  }

  private void countdown() throws LinuxException {
    var before = router.lease();
    Wait.until(() -> !router.lease().equals(before));
    page.happened(!before.isEmpty(), "knockgate status", before + ", then " + router.lease());
  }

  private void stay() throws IOException {
    page.say(
        """

        The network stays up until you press Enter. Look around from another terminal, as the same user:
          nsenter --target %d --user --preserve-credentials --net --mount
          (then: nft list ruleset, ip netns exec laptop bash, ip netns exec nas bash)"""
            .formatted(ProcessHandle.current().pid()));
    System.in.read();
  }
}
