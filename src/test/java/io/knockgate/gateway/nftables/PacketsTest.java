package io.knockgate.gateway.nftables;

import static io.knockgate.lab.Lab.CLIENT_V4;
import static io.knockgate.lab.Lab.CLIENT_V6;
import static io.knockgate.lab.Lab.GATEWAY_V4;
import static io.knockgate.lab.Lab.GATEWAY_V6;
import static io.knockgate.lab.Lab.HOST_V4;
import static io.knockgate.lab.Lab.HOST_V6;
import static io.knockgate.lab.Lab.OTHER_CLIENT_V4;
import static io.knockgate.lab.Lab.OTHER_CLIENT_V6;
import static io.knockgate.lab.Lab.OTHER_HOST_V4;
import static io.knockgate.lab.Lab.Place.CLIENT;
import static io.knockgate.lab.Lab.Place.GATEWAY;
import static io.knockgate.lab.Lab.Place.HOST;
import static io.knockgate.lab.Session.Answer.OPEN;
import static io.knockgate.lab.Session.Answer.REFUSED;
import static io.knockgate.lab.Session.Answer.SILENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.gateway.Change;
import io.knockgate.gateway.Entry;
import io.knockgate.gateway.Passage;
import io.knockgate.gateway.Shutting;
import io.knockgate.lab.Echo;
import io.knockgate.lab.Lab;
import io.knockgate.lab.Session;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What real packets meet at the doors.
@Tag("kernel")
class PacketsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration LONG = Duration.ofMinutes(10);

  private final List<AutoCloseable> open = new ArrayList<>();
  private Lab lab;
  private Bench bench;

  @BeforeEach
  void build() throws Exception {
    lab = Lab.open();
    open.add(lab);
    for (var address : List.of(GATEWAY_V4, GATEWAY_V6)) {
      serve(GATEWAY, address, 22, "gate");
      serve(GATEWAY, address, 80, "http");
    }
    serve(HOST, HOST_V4, 22, "nas1");
    serve(HOST, OTHER_HOST_V4, 22, "nas2");
    serve(HOST, HOST_V6, 22, "nas6");
    load(TableSpec.Closed.DROP);
  }

  @AfterEach
  void remove() throws Exception {
    for (var thing : open.reversed()) {
      thing.close();
    }
  }

  private Echo serve(Lab.Place place, String address, int port, String name) throws Exception {
    var echo = Echo.serve(lab, place, address, port, name);
    open.add(echo);
    return echo;
  }

  private void load(TableSpec.Closed closed) throws Exception {
    bench = new Bench(lab, spec(closed));
    bench.reconcile(List.of());
  }

  private static TableSpec spec(TableSpec.Closed closed) throws BadValue {
    return new TableSpec(
        Set.of("wan"),
        Set.of(Port.tcp(22), Port.udp(22)),
        List.of(
            target("10.20.0.5:22"),
            target("10.20.0.6:22"),
            target("[fd00:20::5]:22"),
            new TableSpec.Target(Port.udp(2222), Endpoint.parse("10.20.0.5:22"), false),
            new TableSpec.Target(Port.udp(2222), Endpoint.parse("10.20.0.6:22"), false)),
        PortRange.ALL,
        Set.of(),
        Set.of(),
        Set.of(),
        closed,
        OptionalInt.of(62));
  }

  private static TableSpec.Target target(String to) throws BadValue {
    return new TableSpec.Target(Port.tcp(2222), Endpoint.parse(to), false);
  }

  private static Opening pinhole(String source) throws BadValue {
    return new Opening.Pinhole(Address.parse(source), Port.tcp(22));
  }

  private static Opening forward(String source, String to) throws BadValue {
    return new Opening.Forward(Address.parse(source), Port.tcp(2222), Endpoint.parse(to), false);
  }

  private Session.Answer ask(String from, String to, int port) throws Exception {
    return Session.ask(lab, CLIENT, from, to, port);
  }

  private Session dial(String from, String to, int port) throws Exception {
    var session = Session.dial(lab, CLIENT, from, to, port).orElseThrow();
    open.add(session);
    return session;
  }

  private String name(String from, String to, int port) throws Exception {
    try (var session = Session.dial(lab, CLIENT, from, to, port).orElseThrow()) {
      return session.name(4);
    }
  }

  @Test
  void aPinholeAdmitsItsSourceAlone() throws Exception {
    assertThat(ask(CLIENT_V4, GATEWAY_V4, 22)).isEqualTo(SILENT);
    assertThat(ask(CLIENT_V6, GATEWAY_V6, 22)).isEqualTo(SILENT);
    bench.open(pinhole(CLIENT_V4), MINUTE, AtClose.CUT);
    bench.open(pinhole(CLIENT_V6), MINUTE, AtClose.KEEP);
    assertThat(name(CLIENT_V4, GATEWAY_V4, 22)).isEqualTo("gate");
    assertThat(name(CLIENT_V6, GATEWAY_V6, 22)).isEqualTo("gate");
    assertThat(ask(OTHER_CLIENT_V4, GATEWAY_V4, 22)).isEqualTo(SILENT);
    assertThat(ask(OTHER_CLIENT_V6, GATEWAY_V6, 22)).isEqualTo(SILENT);
    assertThat(ask(CLIENT_V4, GATEWAY_V4, 2222)).isEqualTo(SILENT);
    assertThat(ask(OTHER_CLIENT_V4, GATEWAY_V4, 80)).as("an unguarded port").isEqualTo(OPEN);
  }

  @Test
  void aForwardLeadsItsSourceToItsHost() throws Exception {
    assertThat(ask(CLIENT_V4, GATEWAY_V4, 2222)).isEqualTo(SILENT);
    bench.open(forward(CLIENT_V4, "10.20.0.5:22"), MINUTE, AtClose.CUT);
    bench.open(forward(OTHER_CLIENT_V4, "10.20.0.6:22"), MINUTE, AtClose.KEEP);
    bench.open(forward(CLIENT_V6, "[fd00:20::5]:22"), MINUTE, AtClose.CUT);
    assertThat(name(CLIENT_V4, GATEWAY_V4, 2222)).isEqualTo("nas1");
    assertThat(name(OTHER_CLIENT_V4, GATEWAY_V4, 2222)).isEqualTo("nas2");
    assertThat(name(CLIENT_V6, GATEWAY_V6, 2222)).isEqualTo("nas6");
    assertThat(ask(OTHER_CLIENT_V6, GATEWAY_V6, 2222)).isEqualTo(SILENT);
    assertThat(ask(CLIENT_V4, GATEWAY_V4, 22)).as("the gateway's own").isEqualTo(SILENT);
  }

  @Test
  void aHostSeesTheGatewayWhereAForwardMasquerades() throws Exception {
    var nas = serve(HOST, HOST_V4, 2022, "nas3");
    var masked = new TableSpec.Target(Port.tcp(2222), Endpoint.parse("10.20.0.5:2022"), true);
    bench.restart(
        new TableSpec(
            Set.of("wan"),
            Set.of(),
            List.of(masked, target("10.20.0.5:22")),
            PortRange.ALL,
            Set.of(),
            Set.of(),
            Set.of(),
            TableSpec.Closed.DROP,
            OptionalInt.empty()));
    bench.reconcile(List.of());
    bench.open(
        new Opening.Forward(Address.parse(CLIENT_V4), Port.tcp(2222), masked.to(), true),
        MINUTE,
        AtClose.CUT);
    assertThat(dial(CLIENT_V4, GATEWAY_V4, 2222).name(4)).isEqualTo("nas3");
    assertThat(nas.clients()).containsExactly(Lab.GATEWAY_LAN_V4);
  }

  @Test
  void theKernelShutsADoorAndItsSessionsStall() throws Exception {
    for (var source : List.of(CLIENT_V4, CLIENT_V6)) {
      var gateway = source.equals(CLIENT_V4) ? GATEWAY_V4 : GATEWAY_V6;
      bench.open(pinhole(source), Duration.ofSeconds(3), AtClose.CUT);
      var session = dial(source, gateway, 22);
      assertThat(session.name(4)).isEqualTo("gate");
      Awaitility.await().atMost(MINUTE).until(session::stalls);
      assertThat(ask(source, gateway, 22)).isEqualTo(SILENT);
    }
  }

  @Test
  void aCutSessionStallsAndAKeptOneLives() throws Exception {
    for (var forward :
        List.of(forward(CLIENT_V4, "10.20.0.5:22"), forward(CLIENT_V6, "[fd00:20::5]:22"))) {
      var source = forward.source().toString();
      var gateway = forward.source().isV6() ? GATEWAY_V6 : GATEWAY_V4;
      for (var atClose : AtClose.values()) {
        bench.open(forward, LONG, atClose);
        var session = dial(source, gateway, 2222);
        session.name(4);
        assertThat(session.talks()).isTrue();
        bench.shut(forward, atClose);
        assertThat(ask(source, gateway, 2222)).isEqualTo(SILENT);
        assertThat(atClose == AtClose.KEEP ? session.talks() : session.stalls()).isTrue();
      }
    }
  }

  @Test
  void aNewDoorRevivesNoCutSession() throws Exception {
    for (var door :
        List.of(
            pinhole(CLIENT_V4),
            pinhole(CLIENT_V6),
            forward(CLIENT_V4, "10.20.0.5:22"),
            forward(CLIENT_V6, "[fd00:20::5]:22"))) {
      bench.open(door, LONG, AtClose.CUT);
      var source = door.source().toString();
      var gateway = door.source().isV6() ? GATEWAY_V6 : GATEWAY_V4;
      var session = dial(source, gateway, door.port().number());
      session.name(4);
      assertThat(session.talks()).isTrue();
      bench.shut(door, AtClose.CUT);
      assertThat(session.stalls()).isTrue();
      bench.open(door, LONG, AtClose.CUT);
      // Its retransmissions come all the time.
      assertThat(session.stalls()).isTrue();
      assertThat(ask(source, gateway, door.port().number())).isEqualTo(OPEN);
    }
  }

  @Test
  void aSessionCutByTheKernelAloneIsNotRevivedEither() throws Exception {
    var door = pinhole(CLIENT_V4);
    bench.open(door, Duration.ofSeconds(2), AtClose.CUT);
    var session = dial(CLIENT_V4, GATEWAY_V4, 22);
    session.name(4);
    Awaitility.await().atMost(MINUTE).until(session::stalls);
    bench.open(door, LONG, AtClose.CUT);
    assertThat(session.stalls()).isTrue();
  }

  @Test
  void theOtherEndOfACutSessionDoesNotReviveIt() throws Exception {
    var gate = serve(GATEWAY, GATEWAY_V4, 443, "talk");
    var nas = serve(HOST, HOST_V4, 2222, "talk");
    var same = new TableSpec.Target(Port.tcp(2222), Endpoint.parse("10.20.0.5:2222"), false);
    bench.restart(
        new TableSpec(
            Set.of("wan"),
            Set.of(Port.tcp(443)),
            List.of(same),
            PortRange.ALL,
            Set.of(),
            Set.of(),
            Set.of(),
            TableSpec.Closed.DROP,
            OptionalInt.empty()));
    bench.reconcile(List.of());
    // The usual rule of a router, which here even gives the host's packets the right port.
    nft(
        """
        table ip operator { chain post { type nat hook postrouting priority srcnat
        oifname wan masquerade
        }
        }
        """);
    var source = Address.parse(CLIENT_V4);
    var pinhole = new Opening.Pinhole(source, Port.tcp(443));
    var forward = new Opening.Forward(source, Port.tcp(2222), same.to(), false);
    for (var door : List.of(pinhole, forward)) {
      bench.open(door, LONG, AtClose.CUT);
      var session = dial(CLIENT_V4, GATEWAY_V4, door.port().number());
      session.name(4);
      bench.shut(door, AtClose.CUT);
      Awaitility.await().atMost(MINUTE).until(() -> flows(door.port().number()).isEmpty());
      (door.equals(pinhole) ? gate : nas).say("here I am");
      assertThat(session.stalls()).isTrue();
    }
  }

  private List<String> flows(int port) throws Exception {
    return lab.run(GATEWAY, "conntrack", "-L", "-p", "tcp", "--orig-port-dst", "" + port)
        .text()
        .lines()
        .filter(line -> line.contains("dport=" + port))
        .toList();
  }

  @Test
  void renewingADoorKeepsItsSessions() throws Exception {
    var door = forward(CLIENT_V4, "10.20.0.5:22");
    bench.open(door, MINUTE, AtClose.CUT);
    var session = dial(CLIENT_V4, GATEWAY_V4, 2222);
    session.name(4);
    bench.open(door, LONG, AtClose.CUT);
    assertThat(session.talks()).isTrue();
    bench.reconcile(List.of(new Passage(door, LONG, AtClose.CUT, Entry.ALL)));
    assertThat(session.talks()).isTrue();
    bench.restart(spec(TableSpec.Closed.RESET));
    bench.reconcile(List.of(new Passage(door, LONG, AtClose.CUT, Entry.ALL)));
    assertThat(session.talks()).as("adopted by another process").isTrue();
  }

  @Test
  void aForwardThatTurnsElsewhereTakesNoSessionAlong() throws Exception {
    var one = forward(CLIENT_V4, "10.20.0.5:22");
    var other = forward(CLIENT_V4, "10.20.0.6:22");
    bench.open(one, LONG, AtClose.CUT);
    var session = dial(CLIENT_V4, GATEWAY_V4, 2222);
    session.name(4);
    bench.apply(
        new Change(
            List.of(new Shutting(one, AtClose.CUT, false)),
            List.of(new Passage(other, LONG, AtClose.CUT, Entry.ALL))));
    assertThat(session.stalls()).isTrue();
    assertThat(name(CLIENT_V4, GATEWAY_V4, 2222)).isEqualTo("nas2");
  }

  @Test
  void aUdpTranslationDoesNotOutliveItsDoor() throws Exception {
    var source = Address.parse(CLIENT_V4);
    var one = new Opening.Forward(source, Port.udp(2222), Endpoint.parse("10.20.0.5:22"), false);
    var other = new Opening.Forward(source, Port.udp(2222), Endpoint.parse("10.20.0.6:22"), false);
    try (var socket =
        lab.inside(
            CLIENT,
            () -> new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(CLIENT_V4), 0)))) {
      for (var atClose : AtClose.values()) {
        assertThat(answer(socket)).isEmpty();
        bench.open(one, LONG, atClose);
        assertThat(answer(socket)).isEqualTo("nas1");
        bench.shut(one, atClose);
        assertThat(answer(socket)).isEqualTo(atClose == AtClose.KEEP ? "nas1" : "");
        bench.open(other, LONG, AtClose.CUT);
        assertThat(answer(socket)).isEqualTo("nas2");
        bench.shut(other, AtClose.CUT);
        assertThat(answer(socket)).isEmpty();
      }
    }
  }

  private static String answer(DatagramSocket socket) throws Exception {
    socket.send(
        new DatagramPacket(
            new byte[] {'?'}, 1, new InetSocketAddress(InetAddress.ofLiteral(GATEWAY_V4), 2222)));
    socket.setSoTimeout(1_000);
    var answer = new DatagramPacket(new byte[100], 100);
    try {
      socket.receive(answer);
      return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
    } catch (SocketTimeoutException silent) {
      return "";
    }
  }

  @Test
  void aShutPortLooksLikeItsNeighbours() throws Exception {
    assertThat(ask(CLIENT_V4, GATEWAY_V4, 23)).isEqualTo(REFUSED);
    bench.restart(spec(TableSpec.Closed.RESET));
    bench.reconcile(List.of());
    assertThat(ask(CLIENT_V4, GATEWAY_V4, 22)).isEqualTo(REFUSED);
    assertThat(ask(CLIENT_V6, GATEWAY_V6, 22)).isEqualTo(REFUSED);
    for (var scan : List.of("-sS", "-sA", "-sF", "-sN", "-sX")) {
      var seen = lab.exec(CLIENT, "nmap", "-Pn", "-n", scan, "-p", "21-23,2221-2223", GATEWAY_V4);
      var states =
          seen.lines()
              .filter(line -> line.contains("/tcp"))
              .map(line -> line.strip().split(" +", 3)[1])
              .distinct();
      // Where all are alike nmap tells only how many.
      assertThat(states.count()).as(scan + "\n" + seen).isLessThanOrEqualTo(1);
    }
    var udp = lab.exec(CLIENT, "nmap", "-Pn", "-n", "-sU", "-p", "22,23,2222,2223", GATEWAY_V4);
    assertThat(udp).doesNotContain("open");
    bench.open(pinhole(CLIENT_V4), MINUTE, AtClose.CUT);
    assertThat(name(CLIENT_V4, GATEWAY_V4, 22)).isEqualTo("gate");
  }

  @Test
  void ourOwnConnectionsFromGuardedPortsAreUnharmed() throws Exception {
    for (var closed : TableSpec.Closed.values()) {
      bench.restart(spec(closed));
      bench.reconcile(List.of());
      try (var _ = Echo.serve(lab, CLIENT, CLIENT_V4, 9000, "away");
          var session =
              Session.dial(lab, GATEWAY, GATEWAY_V4, 2222, CLIENT_V4, 9000).orElseThrow()) {
        assertThat(session.name(4)).isEqualTo("away");
        assertThat(session.talks()).isTrue();
        bench.reconcile(List.of());
        assertThat(session.talks()).isTrue();
      }
    }
  }

  @Test
  void aPinholeReachesNoInsideHost() throws Exception {
    nft(
        """
        table ip operator { chain pre { type nat hook prerouting priority dstnat
        iifname wan tcp dport { 22, 443 } dnat to 10.20.0.6:22
        }
        }
        """);
    assertThat(name(CLIENT_V4, GATEWAY_V4, 443)).as("an unguarded port").isEqualTo("nas2");
    bench.open(pinhole(CLIENT_V4), MINUTE, AtClose.CUT);
    assertThat(ask(CLIENT_V4, GATEWAY_V4, 22)).isEqualTo(SILENT);
    bench.open(forward(CLIENT_V4, "10.20.0.5:22"), MINUTE, AtClose.CUT);
    assertThat(name(CLIENT_V4, GATEWAY_V4, 2222)).isEqualTo("nas1");
  }

  @Test
  void aChainThatDropsNeedsTheLineThatIsTold() throws Exception {
    nft(
        """
        table inet operator { chain in { type filter hook input priority 0; policy drop
        ct state established accept
        }
        chain through { type filter hook forward priority 0; policy drop
        ct state established accept
        }
        chain pre { type filter hook prerouting priority 0; policy accept
        }
        }
        """);
    bench.open(pinhole(CLIENT_V4), MINUTE, AtClose.CUT);
    bench.open(forward(CLIENT_V4, "10.20.0.5:22"), MINUTE, AtClose.KEEP);
    assertThat(ask(CLIENT_V4, GATEWAY_V4, 22)).isEqualTo(SILENT);
    assertThat(ask(CLIENT_V4, GATEWAY_V4, 2222)).isEqualTo(SILENT);
    var obstacles = bench.inside(() -> bench.real().surroundings().obstacles());
    assertThat(obstacles).extracting(Obstacle::hook).containsExactly("input", "forward");
    for (var obstacle : obstacles) {
      lab.exec(GATEWAY, obstacle.remedy().split(" "));
    }
    assertThat(bench.inside(() -> bench.real().surroundings().obstacles())).isEmpty();
    assertThat(name(CLIENT_V4, GATEWAY_V4, 22)).isEqualTo("gate");
    assertThat(name(CLIENT_V4, GATEWAY_V4, 2222)).isEqualTo("nas1");
    assertThat(ask(OTHER_CLIENT_V4, GATEWAY_V4, 22)).isEqualTo(SILENT);
  }

  @Test
  void sessionsFromBeforeTheFirstLoadStay() throws Exception {
    for (boolean tracked : new boolean[] {false, true}) {
      bench.close(); // released: the next load is a first one
      lab.exec(GATEWAY, "conntrack", "-F");
      if (tracked) {
        nft(
            """
        table ip operator { chain c { type filter hook input priority 0
        ct state new
        }
        }
        """);
      }
      var session = dial(CLIENT_V4, GATEWAY_V4, 22);
      var session6 = dial(CLIENT_V6, GATEWAY_V6, 22);
      session.name(4);
      session6.name(4);
      load(TableSpec.Closed.DROP);
      assertThat(bench.real().sessionsKept()).isEqualTo(2);
      assertThat(session.talks()).isTrue();
      assertThat(session6.talks()).isTrue();
      assertThat(ask(CLIENT_V4, GATEWAY_V4, 22)).isEqualTo(SILENT);
      session.close();
      session6.close();
    }
  }

  @Test
  void whoSlippedInDuringAFlushIsPutOutAndWhoHadADoorStays() throws Exception {
    var door = new Passage(forward(CLIENT_V4, "10.20.0.5:22"), LONG, AtClose.CUT, Entry.ALL);
    bench.apply(new Change(List.of(), List.of(door)));
    var mine = dial(CLIENT_V4, GATEWAY_V4, 2222);
    mine.name(4);
    // Connection tracking goes on during the flush, as it does wherever there is another table.
    nft(
        """
        table ip operator { chain c { type nat hook prerouting priority 0; policy accept
        }
        }
        """);
    bench.nft("delete", "table", "inet", "knockgate");
    var slipped = dial(OTHER_CLIENT_V4, GATEWAY_V4, 22);
    slipped.name(4);
    bench.reconcile(List.of(door));
    assertThat(mine.talks()).isTrue();
    assertThat(slipped.stalls()).isTrue();
    assertThat(bench.real().sessionsKept()).isZero();
  }

  private void nft(String script) throws Exception {
    var output = lab.feed(GATEWAY, script + "\n", "nft", "-f", "-");
    assertThat(output.exit()).as(output.text()).isZero();
  }
}
