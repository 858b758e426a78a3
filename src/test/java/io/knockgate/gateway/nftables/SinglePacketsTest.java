package io.knockgate.gateway.nftables;

import static io.knockgate.lab.Lab.GATEWAY_V4;
import static io.knockgate.lab.Lab.GATEWAY_V6;
import static io.knockgate.lab.Lab.Place.CLIENT;
import static io.knockgate.lab.Lab.Place.GATEWAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.capture.Capture;
import io.knockgate.capture.Listener;
import io.knockgate.capture.Tunings;
import io.knockgate.capture.nflog.NflogCapture;
import io.knockgate.capture.udp.UdpCapture;
import io.knockgate.lab.Lab;
import io.knockgate.linux.NetworkNamespace;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.packet.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How a port on which single packets are heard looks from outside, to nmap.
@Tag("kernel")
class SinglePacketsTest {
  private static final Port KNOCKS = Port.udp(62201);
  private static final String DROPS =
      """
      table inet operator { chain in { type filter hook input priority 0; policy drop
      ct state established accept
      icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
      }
      }
      """;

  private final List<AutoCloseable> open = new ArrayList<>();
  private Lab lab;

  @BeforeEach
  void build() throws Exception {
    lab = Lab.open();
    open.add(lab);
    // A host tells each other only once a second that a port is closed; a scan waits for that.
    lab.exec(GATEWAY, "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0");
  }

  @AfterEach
  void remove() throws Exception {
    for (var thing : open.reversed()) {
      thing.close();
    }
  }

  private Bench load(boolean socket) throws Exception {
    var bench =
        new Bench(
            lab,
            new TableSpec(
                Set.of("wan"),
                Set.of(Port.tcp(22)),
                List.of(),
                PortRange.ALL,
                Set.of(),
                socket ? Set.of() : Set.of(KNOCKS),
                socket ? Set.of(KNOCKS) : Set.of(),
                TableSpec.Closed.DROP,
                OptionalInt.of(62)));
    open.add(bench);
    bench.reconcile(List.of());
    return bench;
  }

  private Listener listen(Capture capture) throws Exception {
    lab.inside(
        GATEWAY,
        () -> {
          capture.open();
          return capture;
        });
    var listener = new Listener(capture, () -> NetworkNamespace.enter(lab.name(GATEWAY)));
    open.add(listener);
    return listener.ready();
  }

  private Listener byNflog() throws Exception {
    return listen(new NflogCapture(0, 62, Tunings.all()));
  }

  private Listener bySocket() throws Exception {
    return listen(new UdpCapture(0, KNOCKS.number(), Tunings.packets(KNOCKS.number())));
  }

  /// What nmap says of the port and of each of its neighbours, by both families.
  private List<String> looks(String scan) throws Exception {
    var looks = new ArrayList<String>();
    for (var gateway : List.of(GATEWAY_V4, GATEWAY_V6)) {
      var command =
          new ArrayList<>(
              List.of("nmap", "-n", "-Pn", scan, "-d", "--reason", "--max-retries", "2"));
      command.addAll(List.of("-p", "62200-62202", gateway));
      if (gateway.equals(GATEWAY_V6)) {
        command.add("-6");
      }
      lab.exec(CLIENT, command.toArray(String[]::new))
          .lines()
          .filter(line -> line.matches("6220\\d/.*"))
          .map(line -> line.split("\\s+"))
          .forEach(words -> looks.add(words[1] + " " + words[3]));
    }
    return looks;
  }

  private static void assertHeardFromBothFamilies(Listener listener) {
    var heard = listener.packets().stream().filter(packet -> packet.port().equals(KNOCKS)).toList();
    assertThat(heard).extracting(Packet::source).anyMatch(source -> !source.isV6());
    assertThat(heard).extracting(Packet::source).anyMatch(source -> source.isV6());
  }

  @Test
  void whereClosedPortsAnswerOneHeardByNflogAnswersAsItsNeighboursDo() throws Exception {
    load(false);
    var listener = byNflog();
    assertThat(looks("-sU")).hasSize(6).allMatch("closed port-unreach"::equals);
    assertThat(looks("-sT")).hasSize(6).allMatch("closed conn-refused"::equals);
    assertHeardFromBothFamilies(listener);
  }

  @Test
  void whereAllIsDroppedOneHeardByNflogIsSilentAsItsNeighboursAre() throws Exception {
    load(false);
    operator(DROPS);
    var listener = byNflog();
    assertThat(looks("-sU")).hasSize(6).allMatch("open|filtered no-response"::equals);
    assertThat(looks("-sT")).hasSize(6).allMatch("filtered no-response"::equals);
    assertHeardFromBothFamilies(listener);
  }

  @Test
  void whereAllIsDroppedASocketIsSilentAsItsNeighboursAreAndHears() throws Exception {
    var bench = load(true);
    operator(DROPS);
    var listener = bySocket();
    assertThat(looks("-sU")).hasSize(6).allMatch("open|filtered no-response"::equals);
    assertThat(listener.report().heard()).as("before the operator has the line").isZero();
    var surroundings = bench.inside(() -> bench.real().surroundings());
    assertThat(surroundings.standingOut()).isEmpty();
    for (var obstacle : surroundings.obstacles()) {
      lab.exec(GATEWAY, obstacle.remedy().split(" "));
    }
    assertThat(looks("-sU")).hasSize(6).allMatch("open|filtered no-response"::equals);
    assertThat(looks("-sT")).hasSize(6).allMatch("filtered no-response"::equals);
    assertHeardFromBothFamilies(listener);
  }

  @Test
  void whatASocketHearsFillsNoConnectionTable() throws Exception {
    load(true);
    operator(
        """
        table inet operator { chain in { type filter hook input priority 0
        ct state new
        }
        }
        """);
    var listener = bySocket();
    listen(new UdpCapture(0, KNOCKS.number() + 1, Tunings.packets(KNOCKS.number() + 1)));
    looks("-sU");
    assertHeardFromBothFamilies(listener);
    for (var family : List.of("ipv4", "ipv6")) {
      assertThat(lab.exec(GATEWAY, "conntrack", "-L", "-f", family, "-p", "udp"))
          .contains("dport=62202 ")
          .doesNotContain("dport=62201 ");
    }
  }

  @Test
  void whereClosedPortsAnswerASocketStandsOutAndThatIsTold() throws Exception {
    var bench = load(true);
    bySocket();
    assertThat(looks("-sU"))
        .containsExactly(
            "closed port-unreach",
            "open|filtered no-response",
            "closed port-unreach",
            "closed port-unreach",
            "open|filtered no-response",
            "closed port-unreach");
    var surroundings = bench.inside(() -> bench.real().surroundings());
    assertThat(surroundings.standingOut()).containsExactly(KNOCKS);
  }

  private void operator(String script) throws Exception {
    var output = lab.feed(GATEWAY, script + "\n", "nft", "-f", "-");
    assertThat(output.exit()).as(output.text()).isZero();
  }
}
