package io.knockgate.e2e;

import static io.knockgate.lab.Lab.GATEWAY_V4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.RunningDaemon;
import io.knockgate.lab.Sshd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A lab with the daemon on its gateway, an sshd on each machine, and stock clients.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EndToEnd {
  @TempDir static Path homes;

  Lab lab;
  RunningDaemon daemon;
  Sshd nas;
  Sshd otherHost;
  Sshd gatewaySshd;

  /// How a guarded port looks while shut.
  String closed() {
    return "drop";
  }

  /// config.yaml, without `state:` and `control:`.
  String config() {
    return Setup.CONFIG.formatted(closed());
  }

  abstract String[] actions();

  /// The program and its arguments that the daemon is started by; none, mostly.
  List<String> wrapper() {
    return List.of();
  }

  @BeforeAll
  void build() throws Exception {
    lab = Lab.open();
    nas = Sshd.start(lab, Place.HOST, home("nas"), "nas", Lab.HOST_V4, "[" + Lab.HOST_V6 + "]");
    otherHost = Sshd.start(lab, Place.HOST, home("other"), "other", Lab.OTHER_HOST_V4);
    gatewaySshd = Sshd.start(lab, Place.GATEWAY, home("gateway"), "gateway", "0.0.0.0", "::");
    daemon = RunningDaemon.startBy(wrapper(), lab, home("daemon"), config(), actions());
  }

  /// A directory of this test's.
  final Path home(String name) {
    return homes.resolve(getClass().getSimpleName() + "-" + name);
  }

  @AfterEach
  void closeAll() throws Exception {
    assertThat(daemon.knockgate("close", "--all").exit()).isZero();
    daemon.awaitWritten(); // or the next test meets it in the history
  }

  @AfterAll
  void remove() throws Exception {
    daemon.stop();
    lab.close();
  }

  /// Knocks with Debian's `knock` from the client's first address.
  void knock(String gateway, String... ports) throws Exception {
    var command = new ArrayList<>(List.of("knock", "-d", "2"));
    if (gateway.contains(":")) {
      command.add("-6");
    }
    command.add(gateway);
    command.addAll(List.of(ports));
    lab.exec(Place.CLIENT, command.toArray(String[]::new));
  }

  /// Knocks from another address of the client's, which `knock` has no option for.
  void knockFrom(String source, String gateway, String... ports) throws Exception {
    lab.exec(Place.CLIENT, "ip", "route", "replace", gateway, "dev", "wan-c", "src", source);
    try {
      knock(gateway, ports);
    } finally {
      lab.exec(Place.CLIENT, "ip", "route", "del", gateway);
    }
  }

  /// Whether the client gets through to a port of the gateway.
  boolean opens(int port) throws Exception {
    return lab.run(
                Place.CLIENT,
                "bash",
                "-c",
                "timeout 2 bash -c 'exec 3<>/dev/tcp/%s/%d'".formatted(GATEWAY_V4, port))
            .exit()
        == 0;
  }

  static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofMinutes(2)).until(condition);
  }
}
