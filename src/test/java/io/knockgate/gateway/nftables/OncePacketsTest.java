package io.knockgate.gateway.nftables;

import static io.knockgate.lab.Lab.CLIENT_V4;
import static io.knockgate.lab.Lab.CLIENT_V6;
import static io.knockgate.lab.Lab.GATEWAY_V4;
import static io.knockgate.lab.Lab.GATEWAY_V6;
import static io.knockgate.lab.Lab.HOST_V4;
import static io.knockgate.lab.Lab.HOST_V6;
import static io.knockgate.lab.Lab.Place.CLIENT;
import static io.knockgate.lab.Lab.Place.GATEWAY;
import static io.knockgate.lab.Lab.Place.HOST;
import static io.knockgate.lab.Session.Answer.OPEN;
import static io.knockgate.lab.Session.Answer.REFUSED;
import static io.knockgate.lab.Session.Answer.SILENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.gateway.Entry;
import io.knockgate.gateway.Passage;
import io.knockgate.lab.Echo;
import io.knockgate.lab.Lab;
import io.knockgate.lab.Session;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What real packets meet at doors that shut behind their first connection.
@Tag("kernel")
class OncePacketsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration LONG = Duration.ofMinutes(10);

  private final List<AutoCloseable> open = new ArrayList<>();
  private Lab lab;
  private Bench bench;
  private TableSpec spec;

  private List<Opening> doors;

  @BeforeEach
  void build() throws Exception {
    lab = Lab.open();
    open.add(lab);
    for (var address : List.of(GATEWAY_V4, GATEWAY_V6)) {
      open.add(Echo.serve(lab, GATEWAY, address, 22, "gate"));
    }
    open.add(Echo.serve(lab, HOST, HOST_V4, 22, "nas1"));
    open.add(Echo.serve(lab, HOST, HOST_V6, 22, "nas1"));
    spec =
        new TableSpec(
            Set.of("wan"),
            Set.of(Port.tcp(22), Port.udp(22), Port.tcp(23)),
            List.of(target("10.20.0.5:22"), target("[fd00:20::5]:22")),
            PortRange.ALL,
            Set.of(),
            Set.of(),
            Set.of(),
            TableSpec.Closed.DROP,
            OptionalInt.empty());
    bench = new Bench(lab, spec);
    bench.reconcile(List.of());
    doors =
        List.of(
            pinhole(CLIENT_V4, Port.tcp(22)),
            pinhole(CLIENT_V6, Port.tcp(22)),
            forward(CLIENT_V4, "10.20.0.5:22"),
            forward(CLIENT_V6, "[fd00:20::5]:22"));
  }

  @AfterEach
  void remove() throws Exception {
    for (var thing : open.reversed()) {
      thing.close();
    }
  }

  private static TableSpec.Target target(String to) throws Exception {
    return new TableSpec.Target(Port.tcp(2222), Endpoint.parse(to), false);
  }

  private static Opening pinhole(String source, Port port) throws Exception {
    return new Opening.Pinhole(Address.parse(source), port);
  }

  private static Opening forward(String source, String to) throws Exception {
    return new Opening.Forward(Address.parse(source), Port.tcp(2222), Endpoint.parse(to), false);
  }

  /// A pinhole over IPv4 and a forward over IPv6: where a door shut costs seconds, these two do.
  private List<Opening> oneOfEachKind() {
    return List.of(doors.getFirst(), doors.getLast());
  }

  private static String gateway(Opening door) {
    return door.source().isV6() ? GATEWAY_V6 : GATEWAY_V4;
  }

  private Session.Answer ask(Opening door) throws Exception {
    return Session.ask(lab, CLIENT, door.source().toString(), gateway(door), door.port().number());
  }

  /// Connects, and talks: only then is it known to both sides that they are connected.
  private Session dial(Opening door) throws Exception {
    var source = door.source().toString();
    var session =
        Session.dial(lab, CLIENT, source, gateway(door), door.port().number()).orElseThrow();
    open.add(session);
    session.name(4);
    assertThat(session.talks()).isTrue();
    return session;
  }

  @Test
  void theDoorShutsBehindTheFirstConnectionWhichLivesUntilTheDoorsTimeIsOver() throws Exception {
    for (var door : doors) {
      assertThat(ask(door)).isEqualTo(SILENT);
      bench.openOnce(door, LONG, AtClose.CUT);
      assertThat(bench.used()).isEmpty();
      var first = dial(door);
      assertThat(bench.used()).containsExactly(door);
      assertThat(ask(door)).isEqualTo(SILENT);
      assertThat(first.talks()).isTrue();
      bench.shutOnce(door, AtClose.CUT);
      assertThat(first.stalls()).isTrue();
      assertThat(bench.doors()).isEmpty();
    }
  }

  @Test
  void theKernelEndsTheFirstConnectionByItself() throws Exception {
    var door = doors.getFirst();
    bench.openOnce(door, Duration.ofSeconds(5), AtClose.CUT);
    var first = dial(door);
    assertThat(ask(door)).isEqualTo(SILENT);
    Awaitility.await().atMost(MINUTE).until(first::stalls);
  }

  @Test
  void aKeptFirstConnectionLivesOn() throws Exception {
    for (var door : oneOfEachKind()) {
      bench.openOnce(door, LONG, AtClose.KEEP);
      var first = dial(door);
      assertThat(ask(door)).isEqualTo(SILENT);
      bench.shutOnce(door, AtClose.KEEP);
      assertThat(ask(door)).isEqualTo(SILENT);
      assertThat(first.talks()).isTrue();
    }
  }

  @Test
  void openedAgainItAdmitsOneMoreAndTheFirstGoesOn() throws Exception {
    for (var door : doors) {
      bench.openOnce(door, LONG, AtClose.CUT);
      var first = dial(door);
      bench.openOnce(door, LONG, AtClose.CUT);
      var second = dial(door);
      assertThat(ask(door)).isEqualTo(SILENT);
      assertThat(first.talks()).isTrue();
      assertThat(second.talks()).isTrue();
    }
  }

  @Test
  void aLaterDoorRevivesNoFirstConnection() throws Exception {
    for (var door : oneOfEachKind()) {
      bench.openOnce(door, LONG, AtClose.CUT);
      var first = dial(door);
      bench.shutOnce(door, AtClose.CUT);
      assertThat(first.stalls()).isTrue();
      bench.openOnce(door, LONG, AtClose.CUT);
      assertThat(first.stalls()).isTrue();
      assertThat(bench.used()).isEmpty();
      dial(door);
      bench.shutOnce(door, AtClose.CUT);
    }
  }

  @Test
  void ofTwoAttemptsOnlyTheFirstThatGoesOnLives() throws Exception {
    var door = doors.get(2);
    // What the host answers doesn't come until both have asked.
    lab.exec(
        GATEWAY,
        "nft",
        "table ip hold { chain c { type filter hook forward priority 0;"
            + " tcp flags & (syn | ack) == (syn | ack) drop; }; }");
    bench.openOnce(door, LONG, AtClose.CUT);
    var answers = new ArrayList<Future<Boolean>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 2; i++) {
        answers.add(
            threads.submit(
                () -> {
                  var session =
                      Session.dial(lab, CLIENT, CLIENT_V4, GATEWAY_V4, door.port().number());
                  session.ifPresent(open::add);
                  return session.isPresent() && session.get().hears();
                }));
      }
      Awaitility.await().atMost(MINUTE).until(() -> halfOpen() == 2);
      lab.exec(GATEWAY, "nft", "delete table ip hold");
    }
    int lived = 0;
    for (var answer : answers) {
      lived += answer.get() ? 1 : 0;
    }
    assertThat(lived).isEqualTo(1);
  }

  private long halfOpen() throws Exception {
    return lab.exec(GATEWAY, "conntrack", "-L", "-p", "tcp", "--state", "SYN_RECV")
        .lines()
        .filter(line -> line.contains("dport=2222"))
        .count();
  }

  @Test
  void anAttemptThatIsRefusedInsideLeavesTheDoorOpen() throws Exception {
    var door = pinhole(CLIENT_V4, Port.tcp(23));
    bench.openOnce(door, LONG, AtClose.CUT);
    for (int i = 0; i < 3; i++) {
      assertThat(ask(door)).isEqualTo(REFUSED);
    }
    assertThat(bench.used()).isEmpty();
    open.add(Echo.serve(lab, GATEWAY, GATEWAY_V4, 23, "late"));
    dial(door);
    assertThat(bench.used()).containsExactly(door);
  }

  @Test
  void overUdpTheDoorShutsBehindWhoGoesOnAfterAnAnswer() throws Exception {
    for (var source : List.of(CLIENT_V4, CLIENT_V6)) {
      var door = pinhole(source, Port.udp(22));
      var to = new InetSocketAddress(InetAddress.ofLiteral(gateway(door)), 22);
      bench.openOnce(door, LONG, AtClose.CUT);
      try (var first = datagrams(source);
          var second = datagrams(source)) {
        assertThat(answers(first, to)).isTrue();
        assertThat(answers(first, to)).isTrue();
        assertThat(answers(second, to)).isFalse();
        assertThat(answers(first, to)).isTrue();
        bench.shutOnce(door, AtClose.CUT);
        assertThat(answers(first, to)).isFalse();
        bench.openOnce(door, LONG, AtClose.CUT);
        assertThat(answers(second, to)).isTrue();
        assertThat(answers(second, to)).isTrue();
        assertThat(answers(first, to)).as("that of the earlier door").isFalse();
      }
    }
  }

  private DatagramSocket datagrams(String from) throws Exception {
    return lab.inside(CLIENT, () -> new DatagramSocket(0, InetAddress.ofLiteral(from)));
  }

  private static boolean answers(DatagramSocket socket, InetSocketAddress to) throws Exception {
    socket.setSoTimeout(2_000);
    socket.send(new DatagramPacket(new byte[] {'?'}, 1, to));
    try {
      socket.receive(new DatagramPacket(new byte[16], 16));
      return true;
    } catch (SocketTimeoutException silent) {
      return false;
    }
  }

  @Test
  void aUsedDoorStaysUsedWhateverHappensToTheTableAndTheDaemon() throws Exception {
    for (var door : oneOfEachKind()) {
      var rest = List.of(new Passage(door, LONG, AtClose.CUT, Entry.REST));
      bench.openOnce(door, LONG, AtClose.CUT);
      bench.reconcile(rest);
      var first = dial(door);
      bench.reconcile(rest);
      stillUsed(door, first);
      lab.exec(GATEWAY, "nft", "flush", "ruleset");
      bench.reconcile(rest);
      stillUsed(door, first);
      bench.restart(spec);
      bench.inside(
          () -> {
            bench.real().guard();
            return door;
          });
      assertThat(ask(door)).isEqualTo(SILENT);
      bench.reconcile(rest);
      stillUsed(door, first);
      bench.restart(spec);
      lab.exec(GATEWAY, "nft", "flush", "ruleset");
      bench.reconcile(rest);
      stillUsed(door, first);
      bench.shutOnce(door, AtClose.CUT);
      assertThat(first.stalls()).isTrue();
    }
  }

  private void stillUsed(Opening door, Session first) throws Exception {
    assertThat(bench.used()).contains(door);
    assertThat(ask(door)).isEqualTo(SILENT);
    assertThat(first.talks()).isTrue();
  }

  @Test
  void aDoorThatIsSeenToBeUsedStaysSoWhenItsConnectionIsGone() throws Exception {
    var door = doors.getFirst();
    bench.openOnce(door, LONG, AtClose.CUT);
    dial(door).close();
    assertThat(bench.used()).containsExactly(door);
    lab.exec(GATEWAY, "nft", "flush", "ruleset");
    lab.exec(GATEWAY, "conntrack", "-F");
    bench.reconcile(List.of(new Passage(door, LONG, AtClose.CUT, Entry.REST)));
    assertThat(bench.used()).containsExactly(door);
    assertThat(ask(door)).isEqualTo(SILENT);
  }

  @Test
  void anUnusedDoorIsOpenAgainAfterAFlush() throws Exception {
    var door = doors.getFirst();
    bench.openOnce(door, LONG, AtClose.CUT);
    lab.exec(GATEWAY, "nft", "flush", "ruleset");
    bench.reconcile(List.of(new Passage(door, LONG, AtClose.CUT, Entry.REST)));
    assertThat(bench.used()).isEmpty();
    dial(door);
    assertThat(ask(door)).isEqualTo(SILENT);
  }

  @Test
  void beforeADoorForAllItUsesNothingUp() throws Exception {
    var door = doors.getFirst();
    bench.open(door, LONG, AtClose.CUT);
    bench.openOnce(door, LONG, AtClose.CUT);
    dial(door);
    assertThat(bench.used()).isEmpty();
    assertThat(ask(door)).isEqualTo(OPEN);
  }
}
