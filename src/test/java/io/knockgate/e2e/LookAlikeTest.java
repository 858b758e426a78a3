package io.knockgate.e2e;

import static io.knockgate.lab.Lab.GATEWAY_V4;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.lab.Lab.Place;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A scanner sees no difference between knock ports, guarded ports and their neighbours.
@Tag("kernel")
class LookAlikeTest extends EndToEnd {
  private static final String PORTS = "21-23,442-444,2032-2034,2221-2223,8441-8443";
  private static final int COUNT = 15;

  @Override
  String closed() {
    return "reset";
  }

  @Override
  String[] actions() {
    return Setup.actions("10m", "cut");
  }

  @Test
  void besideAGatewayThatResetsAllLookClosed() throws Exception {
    assertThat(states()).hasSize(COUNT).allMatch("closed reset"::equals);
  }

  @Test
  void udpNeighboursLookAlikeToo() throws Exception {
    var scan =
        lab.exec(
            Place.CLIENT,
            "nmap",
            "-n",
            "-Pn",
            "-sU",
            "--reason",
            "-oG",
            "-",
            "--max-retries",
            "3",
            "--scan-delay",
            "1100ms",
            "-p",
            "5119-5121",
            GATEWAY_V4);
    assertThat(scan).contains("5119/closed/udp", "5120/closed/udp", "5121/closed/udp");
  }

  /// The state and reason of each port, as nmap sees it.
  private List<String> states() throws Exception {
    return lab.exec(
            Place.CLIENT, "nmap", "-n", "-Pn", "-sS", "-d", "--reason", "-p", PORTS, GATEWAY_V4)
        .lines()
        .filter(line -> line.matches("\\d+/tcp .*"))
        .map(line -> line.split("\\s+"))
        .map(words -> words[1] + " " + words[3])
        .toList();
  }
}
