package io.knockgate.e2e;

import static io.knockgate.lab.Lab.GATEWAY_V4;
import static io.knockgate.lab.Lab.GATEWAY_V6;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.RunningDaemon;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever can send a SYN is a client: the programs that `knockgate knock --print` prints for,
/// each as it is printed.
@Tag("kernel")
class StockClientsTest extends EndToEnd {
  private static final String[] PORTS = {"8442", "udp/5120", "3971", "7206"};

  @Override
  String[] actions() {
    return Setup.actions("10m", "cut");
  }

  @ParameterizedTest
  @CsvSource({
    "knock, " + GATEWAY_V4,
    "knock, " + GATEWAY_V6,
    "nmap, " + GATEWAY_V4,
    "nmap, " + GATEWAY_V6,
    "nc, " + GATEWAY_V4,
    "nc, " + GATEWAY_V6,
    "bash, " + GATEWAY_V4,
    "bash, " + GATEWAY_V6,
    "hping3, " + GATEWAY_V4,
  })
  void whatIsPrintedForAToolKnocks(String tool, String gateway) throws Exception {
    var script = lab.exec(Place.CLIENT, RunningDaemon.client(gateway, PORTS, "--print", tool));
    lab.run(Place.CLIENT, "bash", "-c", script);
    eventually(() -> daemon.leases().size() == 1);
  }

  @Test
  void ourOwnClientWaitsUntilTheDoorAnswers() throws Exception {
    lab.exec(Place.CLIENT, RunningDaemon.client(GATEWAY_V4, PORTS, "--wait", "--door", "22"));
    eventually(() -> opens(22));
    assertThat(opens(443)).isFalse();
  }

  @Test
  void ourOwnClientGivesUpAtADoorThatItsKnockDoesNotOpen() throws Exception {
    var gaveUp =
        lab.run(
            Place.CLIENT,
            RunningDaemon.client(GATEWAY_V4, PORTS, "--wait", "--door", "443", "--tries", "1"));
    assertThat(gaveUp.exit()).isEqualTo(69);
    assertThat(gaveUp.text())
        .startsWith("knockgate: 198.51.100.1:443 does not answer after 1 knock; ")
        .contains("knockgate history");
  }

  @Test
  void aNetworkThatLosesAQuarterOfAllPacketsIsKnockedThroughByTrying() throws Exception {
    lab.feed(
        Place.GATEWAY,
        """
        table inet lossy {
          chain wire {
            type filter hook prerouting priority -450
            iifname "wan" numgen random mod 4 == 0 drop
          }
        }
        """,
        "nft",
        "-f",
        "-");
    try {
      lab.exec(
          Place.CLIENT,
          RunningDaemon.client(
              GATEWAY_V4, PORTS, "--wait", "--door", "22", "--tries", "60", "--pace", "10"));
    } finally {
      lab.exec(Place.GATEWAY, "nft", "delete", "table", "inet", "lossy");
    }
    assertThat(daemon.leases()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"-r, " + GATEWAY_V4, "--randomize-hosts, " + GATEWAY_V4, "-6, " + GATEWAY_V6})
  void aScanOfAllPortsOpensNothingAndAKnockRightAfterItIsHeard(String option, String gateway)
      throws Exception {
    lab.exec(Place.CLIENT, "nmap", option, "-n", "-Pn", "-sS", "-T5", "-p-", gateway);
    assertThat(daemon.leases()).isEmpty();
    lab.exec(Place.CLIENT, RunningDaemon.client(gateway, PORTS, "--wait", "--door", "22"));
    assertThat(daemon.leases()).hasSize(1);
  }
}
