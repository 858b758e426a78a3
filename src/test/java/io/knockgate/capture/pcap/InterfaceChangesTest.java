package io.knockgate.capture.pcap;

import static io.knockgate.lab.Lab.Place.CLIENT;
import static io.knockgate.lab.Lab.Place.GATEWAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.capture.Listener;
import io.knockgate.capture.Tunings;
import io.knockgate.lab.Lab;
import io.knockgate.linux.NetworkNamespace;
import io.knockgate.linux.RawLink;
import io.knockgate.linux.Tun;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.net.Protocol;
import io.knockgate.packet.Link;
import io.knockgate.packet.Wire;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Interfaces come, go, are renamed and get other addresses while somebody listens.
@Tag("kernel")
class InterfaceChangesTest {
  private static final int NO_HARDWARE = 0xfffe; // linux/if_arp.h
  private static final int PPP = 512;
  private static final int FDDI = 774;

  private Lab lab;
  private RawLink client;
  private int knocks = 1000;

  @BeforeEach
  void openLab() throws Exception {
    lab = Lab.open();
    client = lab.inside(CLIENT, () -> RawLink.open("wan-c"));
  }

  @AfterEach
  void closeLab() {
    client.close();
    lab.close();
  }

  @Test
  void anInterfaceThatComesLateIsWaitedFor() throws Exception {
    try (var listener = listen("late0")) {
      listener.awaitDetail("waiting for interface late0");
      assertThat(listener.report().listening()).isFalse();
      try (var _ = tun("late0", NO_HARDWARE)) {
        listener.awaitDetail("waiting for interface late0 to come up");
        lab.exec(GATEWAY, "sysctl", "-qw", "net.ipv6.conf.late0.disable_ipv6=1");
        lab.exec(GATEWAY, "ip", "link", "set", "late0", "up");
        listener.awaitDetail("waiting for an address on interface late0");
        lab.exec(GATEWAY, "ip", "addr", "add", "192.0.2.1/24", "dev", "late0");
        listener.ready();
      }
      listener.awaitDetail("waiting for interface late0");
    }
  }

  @Test
  void goingDownAndUpAgainIsSurvived() throws Exception {
    try (var listener = listen("wan").ready()) {
      hears(listener);
      lab.exec(GATEWAY, "ip", "link", "set", "wan", "down");
      listener.awaitDetail("waiting for interface wan to come up");
      lab.exec(GATEWAY, "ip", "link", "set", "wan", "up");
      listener.ready();
      hears(listener);
    }
  }

  @Test
  void theInterfaceThatTakesTheNameIsHeardAndTheOneThatLostItIsNot() throws Exception {
    try (var listener = listen("wan").ready()) {
      lab.exec(GATEWAY, "ip", "link", "set", "wan", "name", "old0");
      listener.awaitDetail("waiting for interface wan");
      int unheard = knock();
      lab.exec(GATEWAY, "ip", "link", "set", "lan", "name", "wan");
      listener.ready();
      lab.exec(GATEWAY, "ip", "link", "set", "wan", "name", "lan");
      listener.awaitDetail("waiting for interface wan");
      lab.exec(GATEWAY, "ip", "link", "set", "old0", "name", "wan");
      listener.ready();
      hears(listener);
      assertThat(listener.ports()).doesNotContain(Port.tcp(unheard));
    }
  }

  @Test
  void newAddressesAreHeardOnAndGoneOnesAreNot() throws Exception {
    try (var listener = listen("wan").ready()) {
      hears(listener);
      lab.exec(GATEWAY, "ip", "addr", "add", "198.51.100.77/16", "dev", "wan", "label", "wan:1");
      awaitKnock(listener, 77);
      lab.exec(GATEWAY, "ip", "addr", "add", "198.51.100.78/16", "dev", "wan");
      lab.exec(GATEWAY, "ip", "addr", "del", "198.51.100.77/16", "dev", "wan");
      awaitKnock(listener, 78);
      int unheard = knock(77);
      hears(listener);
      assertThat(listener.ports()).doesNotContain(Port.tcp(unheard));
      assertThat(listener.report().lost()).isZero();
    }
  }

  @Test
  void anInterfaceWithoutLinkHeadersIsHeard() throws Exception {
    assertThat(heardOn(NO_HARDWARE)).isEqualTo(Link.IP);
  }

  @Test
  void anInterfaceThatIsHeardCookedIsHeard() throws Exception {
    assertThat(heardOn(PPP)).isEqualTo(Link.LINUX_SLL);
  }

  @Test
  void anInterfaceWithOtherLinkHeadersIsRefusedWithWords() throws Exception {
    try (var _ = tun("odd0", FDDI);
        var listener = listen("odd0")) {
      lab.exec(GATEWAY, "ip", "addr", "add", "192.0.2.1/24", "dev", "odd0");
      lab.exec(GATEWAY, "ip", "link", "set", "odd0", "up");
      listener.awaitDetail(
          "interface odd0: its packets are of link type 10; only Ethernet (1), raw IP (12),"
              + " Linux cooked (113, 276) and NFLOG (239) can be read");
    }
  }

  private Link heardOn(int hardware) throws Exception {
    lab.exec(GATEWAY, "ip", "addr", "flush", "dev", "wan");
    try (var tun = tun("tun0", hardware);
        var listener = listen("tun0")) {
      lab.exec(GATEWAY, "ip", "addr", "add", Lab.GATEWAY_V4 + "/16", "dev", "tun0");
      lab.exec(GATEWAY, "ip", "addr", "add", Lab.GATEWAY_V6 + "/64", "dev", "tun0", "nodad");
      lab.exec(GATEWAY, "ip", "link", "set", "tun0", "up");
      listener.ready();
      tun.send(Wire.v4(Protocol.TCP, Wire.tcp(1, 2033, 0, Wire.SYN)));
      tun.send(Wire.v6(17, Wire.udp(1, 7000, 0)));
      listener.awaitPort(Port.tcp(2033));
      listener.awaitPort(Port.udp(7000));
      return listener.frames().getFirst().link();
    }
  }

  private Tun tun(String name, int hardware) throws Exception {
    return lab.inside(GATEWAY, () -> Tun.open(name, hardware));
  }

  private Listener listen(String name) throws Exception {
    var capture =
        new InterfaceCapture(0, name, Tunings.sequences(PortRange.ALL, Set.of(Port.udp(7000))));
    capture.open();
    return new Listener(capture, () -> NetworkNamespace.enter(lab.name(GATEWAY)));
  }

  private void hears(Listener listener) throws Exception {
    listener.awaitPort(Port.tcp(knock()));
  }

  /// Knocks at this address until it is heard: the new filter may take a second.
  private void awaitKnock(Listener listener, int lastByte) throws Exception {
    var address = Address.parse("198.51.100." + lastByte);
    await()
        .atMost(Listener.LIMIT)
        .until(
            () -> {
              knock(lastByte);
              return listener.packets().stream()
                  .anyMatch(packet -> packet.destination().equals(address));
            });
  }

  private int knock() throws Exception {
    return knock(1);
  }

  /// Knocks on a port of its own, at 198.51.100.LASTBYTE.
  private int knock(int lastByte) throws Exception {
    int port = knocks++;
    var packet = Wire.v4(Protocol.TCP, Wire.tcp(1, port, 0, Wire.SYN));
    packet[19] = (byte) lastByte;
    packet[11] -= (byte) (lastByte - 1); // the header's checksum
    client.send(Wire.ethernet(packet));
    return port;
  }
}
