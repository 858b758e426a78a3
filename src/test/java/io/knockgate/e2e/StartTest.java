package io.knockgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.capture.Tunings;
import io.knockgate.capture.nflog.NflogCapture;
import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Output;
import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.RunningDaemon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A daemon that can't start says why in one line, exits with the right code, and leaves nothing in
/// the firewall.
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartTest {
  @TempDir static Path home;

  private Lab lab;

  @BeforeAll
  void build() throws Exception {
    lab = Lab.open();
  }

  @AfterEach
  void nothingIsInTheFirewall() throws Exception {
    assertThat(lab.exec(Place.GATEWAY, "nft", "list ruleset")).isEmpty();
  }

  @AfterAll
  void remove() {
    lab.close();
  }

  private Output run(String config, String... before) throws Exception {
    Files.createDirectories(home.resolve("actions"));
    Files.writeString(home.resolve("config.yaml"), config);
    var command = new ArrayList<>(List.of(before));
    command.addAll(RunningDaemon.java("run", home.resolve("config.yaml")));
    return lab.run(Place.GATEWAY, command.toArray(String[]::new));
  }

  private static NflogCapture hold(int group) throws Exception {
    var capture = new NflogCapture(0, group, Tunings.all());
    capture.open();
    return capture;
  }

  private String config(String more) {
    return """
        gateway: {wan: [wan], guard: [tcp/22]}
        state: %1$s/state
        control: %1$s/control.sock
        """
            .formatted(home)
        + more;
  }

  @Test
  void aBrokenConfigurationIsToldWithItsPlaces() throws Exception {
    var answer = run(config("gaurd: []\nknocks: {a: {sequence: [1]}}\n"));
    assertThat(answer.exit()).isEqualTo(78);
    assertThat(answer.text())
        .contains("config.yaml:4:1: ")
        .contains("config.yaml:5:")
        .doesNotContain("Exception");
  }

  @Test
  void aMissingConfigurationIsOneLine() throws Exception {
    var command = RunningDaemon.java("run", home.resolve("nowhere.yaml"));
    var answer = lab.run(Place.GATEWAY, command.toArray(String[]::new));
    assertThat(answer.exit()).isEqualTo(78);
    assertThat(answer.text().lines()).hasSize(1);
  }

  @Test
  void withoutItsCapabilityItSaysWhichAndHow() throws Exception {
    var answer = run(config(""), "setpriv", "--bounding-set=-net_admin");
    assertThat(answer.exit()).isEqualTo(77);
    assertThat(answer.text())
        .isEqualTo(
            "knockgate: knockgate needs CAP_NET_ADMIN to change the firewall: run it as root, or by its systemd unit\n");
  }

  @Test
  void captureOnAnInterfaceNeedsAnotherOne() throws Exception {
    var answer =
        run(config("capture: [{interface: {name: wan}}]\n"), "setpriv", "--bounding-set=-net_raw");
    assertThat(answer.exit()).isEqualTo(77);
    assertThat(answer.text()).contains("CAP_NET_RAW to capture on wan");
  }

  @Test
  void aStateDirectoryThatCantBeMade() throws Exception {
    Files.writeString(home.resolve("file"), "");
    var answer = run(config("").replace("/state", "/file/state"));
    assertThat(answer.exit()).isEqualTo(74);
    assertThat(answer.text()).contains("state directory").contains("`state:`");
    assertThat(answer.text().lines()).hasSize(1);
    assertThat(run(config("").replace(home + "/state", "/proc/nowhere")).text())
        .contains("state directory /proc/nowhere can't be used: /proc/nowhere can't be made; ")
        .doesNotContain("Exception");
  }

  @Test
  void anNflogGroupThatSomebodyElseHolds() throws Exception {
    try (var _ = lab.inside(Place.GATEWAY, () -> hold(62))) {
      var answer = run(config(""));
      assertThat(answer.exit()).isEqualTo(74);
      assertThat(answer.text()).contains("nflog group 62");
      assertThat(answer.text().lines()).hasSize(1);
    }
  }

  @Test
  void aFirstStartThatFailedForASecretHasLostNothing() throws Exception {
    var rolling =
        config(
                """
                clients: {alice: {may: [open]}}
                knocks:
                  r: {rolling: {client: alice, ports: 20000-29999, length: 5, period: 30s, secret: "file:%1$s/key"}, action: open}
                """
                    .formatted(home))
            .replace("/state", "/first");
    Files.createDirectories(home.resolve("actions"));
    var action =
        Files.writeString(home.resolve("actions/open.yaml"), "open: {port: tcp/22}\nfor: 1m\n");
    try (var _ = lab.inside(Place.GATEWAY, () -> hold(62))) {
      assertThat(run(rolling).exit()).isEqualTo(78);
      Files.writeString(home.resolve("key"), "0123456789abcdef0123456789abcdef");
      Files.setPosixFilePermissions(
          home.resolve("key"), PosixFilePermissions.fromString("rw-------"));
      var answer = run(rolling);
      assertThat(answer.exit()).isEqualTo(74);
      assertThat(answer.text()).contains("nflog group 62").doesNotContain("marks");
    } finally {
      Files.delete(action);
    }
  }

  @Test
  void aMissingNft() throws Exception {
    var hidden = "mount --bind /dev/null /usr/sbin/nft; exec \"$@\"";
    var answer = run(config(""), "unshare", "-m", "sh", "-c", hidden, "sh");
    assertThat(answer.exit()).isEqualTo(74);
    assertThat(answer.text()).contains("nft is not installed: apt install nftables");
  }
}
