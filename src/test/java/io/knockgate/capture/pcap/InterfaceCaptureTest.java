package io.knockgate.capture.pcap;

import static io.knockgate.lab.Lab.Place.GATEWAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.capture.Capture;
import io.knockgate.capture.LabCaptureTest;
import io.knockgate.capture.OpenOnly;
import io.knockgate.capture.Tuning;
import io.knockgate.capture.Tunings;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.net.Protocol;
import io.knockgate.packet.Link;
import io.knockgate.packet.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InterfaceCaptureTest extends LabCaptureTest {
  private static final Port END = Port.tcp(2999);

  @Override
  protected Capture capture() {
    return new InterfaceCapture(NUMBER, "wan", Tunings.packets(DATAGRAMS, SCREEN));
  }

  @Test
  void onlyPureSynsToWatchedPortsAndDatagramsToKnockPortsWakeUs() throws Exception {
    var watch = new PortRange(2000, 2999);
    var also = Set.of(DATAGRAMS, Port.tcp(4000));
    try (var listener = listen(new InterfaceCapture(0, "wan", Tunings.sequences(watch, also)))) {
      for (int flags = 0; flags < 256; flags++) {
        arrive(Wire.v4(Protocol.TCP, Wire.tcp(1, 2000, flags, flags)));
        arrive(Wire.v6(6, Wire.tcp(1, 2000, flags, flags)));
      }
      for (int port : new int[] {1999, 3000, 4000}) {
        arrive(Wire.v4(Protocol.TCP, Wire.tcp(1, port, 0, Wire.SYN)));
        arrive(Wire.v6(6, Wire.tcp(1, port, 0, Wire.SYN)));
      }
      arrive(Wire.v4(Protocol.UDP, Wire.udp(1, 2000, 0)));
      arrive(Wire.v6(17, Wire.udp(1, 2000, 0)));
      arrive(syn(END, 0));
      listener.awaitPort(END);
      var pure = listener.packets().stream().filter(packet -> packet.port().number() == 2000);
      assertThat(pure).hasSize(2 * 16).allMatch(packet -> (packet.sequence() & 0x17) == Wire.SYN);
      assertThat(listener.ports())
          .contains(Port.tcp(4000))
          .doesNotContain(Port.tcp(1999), Port.tcp(3000), Port.udp(2000));
      assertThat(listener.frames()).hasSize(2 * 16 + 2 + 1);
    }
  }

  @Test
  void thePortsItIsTunedToAreHeardFromThenOn() throws Exception {
    var capture =
        new InterfaceCapture(0, "wan", Tunings.sequences(new PortRange(2000, 2099), Set.of()));
    try (var listener = listen(capture)) {
      arrive(syn(Port.tcp(3000), 0));
      arrive(syn(Port.tcp(2000), 0));
      listener.awaitPort(Port.tcp(2000));
      // whole packets are wanted from now on, and other ports
      capture.tune(Tunings.packets(DATAGRAMS, SCREEN));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                arrive(syn(Port.tcp(3001), 0));
                return listener.ports().contains(Port.tcp(3001));
              });
      var packets = Tunings.packets(DATAGRAMS, SCREEN);
      capture.tune(
          new Tuning(packets.wan(), new PortRange(4000, 4099), Set.of(), packets.screens()));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                arrive(syn(Port.tcp(4000), 0));
                return listener.ports().contains(Port.tcp(4000));
              });
      int before = listener.ports().size();
      arrive(syn(Port.tcp(3002), 0));
      arrive(syn(Port.tcp(4001), 0));
      listener.awaitPort(Port.tcp(4001));
      assertThat(listener.ports().subList(before, listener.ports().size()))
          .doesNotContain(Port.tcp(3002));
      assertThat(listener.ports()).doesNotContain(Port.tcp(3000));
    }
  }

  @Test
  void packetsToOtherHostsAndOurOwnAreNotHeard() throws Exception {
    try (var listener = listen(capture())) {
      var transit = syn(WATCHED, 0);
      transit[19] = 99; // the last byte of the destination
      arrive(transit);
      lab.run(GATEWAY, "timeout", "1", "bash", "-c", "echo </dev/tcp/198.51.100.10/2033");
      lab.run(GATEWAY, "bash", "-c", "echo knock >/dev/udp/198.51.100.10/7000");
      lab.run(GATEWAY, "bash", "-c", "echo knock >/dev/udp/198.51.100.1/7000");
      arrive(syn(END, 0));
      listener.awaitPort(END);
      assertThat(listener.ports()).containsExactly(END);
    }
  }

  @Test
  void whereNoSinglePacketsAreHeardLongOnesAreCutBehindTheirHeaders() throws Exception {
    var also = Set.of(DATAGRAMS);
    try (var listener =
        listen(new InterfaceCapture(0, "wan", Tunings.sequences(PortRange.ALL, also)))) {
      arrive(Wire.v4(Protocol.UDP, Wire.udp(1, DATAGRAMS.number(), 1400)));
      listener.awaitPort(DATAGRAMS);
      assertThat(listener.frames())
          .allMatch(frame -> frame.bytes().length == 256 && frame.link() == Link.ETHERNET);
    }
  }

  @Test
  void aTaggedFrameIsHeardAndOneWithTwoTagsIsNot() throws Exception {
    try (var listener = listen(capture())) {
      client.send(Wire.ethernet(syn(Port.tcp(2001), 0), 0x88a8, 0x8100));
      client.send(Wire.ethernet(syn(WATCHED, 0), 0x8100));
      arrive(syn(END, 0));
      listener.awaitPort(END);
      assertThat(listener.ports()).containsExactly(WATCHED, END);
    }
  }

  @Test
  void aMissingCapabilityIsNamed() throws Exception {
    var command = new ArrayList<>(List.of("setpriv", "--bounding-set", "-net_raw"));
    command.addAll(OpenOnly.command("interface"));
    assertThat(lab.exec(GATEWAY, command.toArray(String[]::new)))
        .isEqualTo(
            "interface wan: packet socket: EPERM: Operation not permitted: needs CAP_NET_RAW\n");
  }

  @Test
  void aMissingLibraryIsNamed() throws Exception {
    var hidden =
        "for f in $(ldconfig -p | sed -n 's/.*libpcap.so.*=> //p'); do"
            + " mount --bind /dev/null $f || exit 1; done; exec \"$@\"";
    var command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", hidden, "sh"));
    command.addAll(OpenOnly.command("interface"));
    assertThat(lab.exec(GATEWAY, command.toArray(String[]::new)))
        .isEqualTo("interface wan: libpcap is not installed: apt install libpcap0.8\n");
  }
}
