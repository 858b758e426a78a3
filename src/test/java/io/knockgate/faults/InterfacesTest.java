package io.knockgate.faults;

import static io.knockgate.lab.Lab.Place.CLIENT;
import static io.knockgate.lab.Lab.Place.GATEWAY;
import static io.knockgate.lab.Lab.Place.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.lab.Lab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The interface to the internet goes and comes back while the daemon runs. The first knock after
/// that is heard, and nothing is started anew.
class InterfacesTest extends Faults {
  private static final int TIMES = times(5, 1_000);
  private static final int OTHERS = times(1, 50);
  private static final String NFLOG = "nflog: {group: 62}";
  private static final String INTERFACE = "interface: {name: wan}";

  /// What happens, by a name.
  private record Event(String name, int times, Happening happening) {}

  /// How it happens.
  private interface Happening {
    void to(InterfacesTest test) throws Exception;
  }

  private static final List<Event> EVENTS =
      List.of(
          new Event("down and up", TIMES, InterfacesTest::downAndUp),
          new Event("renamed and back", OTHERS, InterfacesTest::rename),
          new Event("another address", OTHERS, InterfacesTest::readdress),
          new Event("deleted and made anew", OTHERS, InterfacesTest::remake),
          new Event("moved away and back", OTHERS, InterfacesTest::move));

  private String capture = "";

  private void wan(String state) throws Exception {
    lab.exec(GATEWAY, "ip", "link", "set", "wan", state);
  }

  private void downAndUp() throws Exception {
    wan("down");
    awaitNoticed();
    wan("up");
  }

  /// That it is gone is noticed before it is back, so that who listens then listens anew.
  private void awaitNoticed() throws Exception {
    assertThat(capture.equals(NFLOG) || within(LIMIT, () -> !listens())).isTrue();
  }

  private void rename() throws Exception {
    wan("down");
    awaitNoticed();
    lab.exec(GATEWAY, "ip", "link", "set", "wan", "name", "other0");
    lab.exec(GATEWAY, "ip", "link", "set", "other0", "name", "wan");
    wan("up");
  }

  private void readdress() throws Exception {
    lab.exec(GATEWAY, "ip", "addr", "flush", "dev", "wan");
    awaitNoticed();
    lab.exec(GATEWAY, "ip", "addr", "add", "198.51.100.2/16", "dev", "wan");
    assertThat(within(LIMIT, this::listens)).isTrue();
    lab.exec(GATEWAY, "ip", "addr", "del", "198.51.100.2/16", "dev", "wan");
    awaitNoticed();
    address();
  }

  private void address() throws Exception {
    lab.exec(GATEWAY, "ip", "addr", "add", Lab.GATEWAY_V4 + "/16", "dev", "wan");
  }

  private void remake() throws Exception {
    unmake();
    awaitNoticed();
    make();
  }

  private void unmake() throws Exception {
    lab.exec(GATEWAY, "ip", "link", "del", "wan");
  }

  private void make() throws Exception {
    var client = lab.name(CLIENT);
    lab.exec(
        GATEWAY, "ip", "link", "add", "wan", "type", "veth", "peer", "name", "wan-c", "netns",
        client);
    for (var address : List.of(Lab.CLIENT_V4, Lab.OTHER_CLIENT_V4)) {
      lab.exec(CLIENT, "ip", "addr", "add", address + "/16", "dev", "wan-c");
    }
    lab.exec(CLIENT, "ip", "link", "set", "wan-c", "up");
    address();
    wan("up");
  }

  private void move() throws Exception {
    lab.exec(GATEWAY, "ip", "link", "set", "wan", "netns", lab.name(HOST));
    awaitNoticed();
    lab.exec(HOST, "ip", "link", "set", "wan", "netns", lab.name(GATEWAY));
    address();
    wan("up");
  }

  private static String config(String capture) {
    return CONFIG + "capture:\n  - " + capture + "\n";
  }

  private void start(String capture) throws Exception {
    this.capture = capture;
    start(config(capture), "web", "open: {port: tcp/443}\nfor: 1s\n");
  }

  static Stream<String> captures() {
    return Stream.of(NFLOG, INTERFACE);
  }

  @ParameterizedTest
  @MethodSource("captures")
  void theFirstKnockAfterItIsBackIsHeard(String capture) throws Exception {
    start(capture);
    long daemon = daemon().pid();
    for (var event : EVENTS) {
      var heard = new ArrayList<Duration>();
      for (int i = 0; i < event.times(); i++) {
        event.happening().to(this);
        heard.add(until(this::listens));
        knockOnce();
      }
      write(event.name(), capture, event.times(), heard);
    }
    waitUntilShut();
    assertThat(probe.openTooLong()).isEmpty();
    assertThat(daemon().pid()).isEqualTo(daemon);
    assertThat(daemon().isAlive()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void anInterfaceThatIsAbsentAtTheStartIsHeardWhenItComes(String capture) throws Exception {
    unmake();
    start(capture);
    make();
    var heard = List.of(until(this::listens));
    knockOnce();
    write("absent at the start", capture, 1, heard);
    assertThat(probe.openTooLong()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {NFLOG, INTERFACE})
  void besideAFloodTheFirstKnockIsHeardToo(String capture) throws Exception {
    start(capture);
    var heard = new ArrayList<Duration>();
    int times = times(2, 100);
    for (int i = 0; i < times; i++) {
      var flood =
          lab.start(
              CLIENT,
              "hping3",
              "-q",
              "-S",
              "-p",
              "++1",
              "--rand-source",
              "-i",
              "u200",
              Lab.GATEWAY_V4);
      downAndUp();
      heard.add(until(this::listens));
      knockOnce();
      flood.destroy();
      flood.waitFor();
    }
    write("down and up beside 5,000 spoofed SYNs a second", capture, times, heard);
    assertThat(probe.openTooLong()).isEmpty();
  }

  private boolean listens() throws Exception {
    var captures = daemon().status().getAsJsonObject("health").getAsJsonArray("captures");
    return captures.get(0).getAsJsonObject().get("listening").getAsBoolean();
  }

  /// One knock, which must be heard.
  private void knockOnce() throws Exception {
    lab.run(CLIENT, "ping", "-c1", "-W5", Lab.GATEWAY_V4); // the way there is found again
    int before = knocks();
    knock();
    assertThat(within(LIMIT, () -> knocks() > before)).as("the first knock").isTrue();
  }

  private int knocks() throws Exception {
    return daemon().status().getAsJsonObject("health").get("complete").getAsInt();
  }

  private void write(String name, String capture, int times, List<Duration> heard)
      throws Exception {
    var how = name + ", heard by " + capture.substring(0, capture.indexOf(':'));
    Row.of("the interface goes and comes back", how, times, probe.faults(), heard).write();
  }
}
