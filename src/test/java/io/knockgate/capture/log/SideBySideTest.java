package io.knockgate.capture.log;

import static io.knockgate.lab.Lab.GATEWAY_V4;
import static io.knockgate.lab.Lab.GATEWAY_V6;
import static io.knockgate.lab.Lab.Place.CLIENT;
import static io.knockgate.lab.Lab.Place.GATEWAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.capture.Echoes;
import io.knockgate.capture.Listener;
import io.knockgate.capture.Tunings;
import io.knockgate.capture.nflog.NflogCapture;
import io.knockgate.lab.Lab;
import io.knockgate.linux.NetworkNamespace;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.packet.Packet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What this kernel logs of the packets of stock clients, through dmesg into a file, beside NFLOG.
@Tag("kernel")
class SideBySideTest {
  /// Kernels log for the first network namespace only unless they are told to.
  private static final Path ALL_NAMESPACES = Path.of("/proc/sys/net/netfilter/nf_log_all_netns");

  private static final String TABLE =
      """
      table inet kgl {
        chain hear {
          type filter hook prerouting priority raw
          tcp flags & (fin | syn | rst | ack) == syn log group 62
          udp dport 7000 log group 62
        }
        chain input {
          type filter hook input priority filter
          iifname "wan" log prefix "kgl "
        }
        chain output {
          type filter hook output priority filter
          log prefix "kgl out "
        }
      }
      """;

  private static final Port FIRST = Port.tcp(2001);
  private static final List<Port> KNOCKS =
      List.of(
          Port.tcp(2033),
          Port.tcp(2022),
          Port.udp(7000),
          Port.tcp(2044),
          Port.tcp(2044),
          Port.tcp(2033),
          Port.udp(7000),
          Port.tcp(2999));

  @TempDir Path home;
  private Lab lab;
  private String before = "";

  @BeforeEach
  void logInNamespaces() throws Exception {
    before = Files.readString(ALL_NAMESPACES);
    Files.writeString(ALL_NAMESPACES, "1");
    lab = Lab.open();
    assertThat(lab.feed(GATEWAY, TABLE, "nft", "-f", "-").text()).isEmpty();
  }

  @AfterEach
  void restore() throws Exception {
    lab.close();
    Files.writeString(ALL_NAMESPACES, before);
  }

  @Test
  void logAndNflogSideBySideHearEachKnockOnce() throws Exception {
    var file = Files.createFile(home.resolve("kern.log"));
    var watch = new PortRange(2000, 2999);
    var log = new LogCapture(0, file, Tunings.sequences(watch, Set.of(Port.udp(7000))));
    var nflog = new NflogCapture(1, 62, Tunings.all());
    log.open();
    lab.inside(
        GATEWAY,
        () -> {
          nflog.open();
          return nflog;
        });
    lab.start(GATEWAY, "sh", "-c", "exec dmesg --follow-new >" + file);
    try (var fromLog = new Listener(log, () -> {}).ready();
        var fromNflog =
            new Listener(nflog, () -> NetworkNamespace.enter(lab.name(GATEWAY))).ready()) {
      await().atMost(Listener.LIMIT).until(() -> isLogged(fromLog));
      lab.exec(CLIENT, "knock", "-d", "5", GATEWAY_V4, "2033", "2022", "7000:udp", "2044", "2044");
      lab.exec(CLIENT, "knock", "-6", "-d", "5", GATEWAY_V6, "2033", "7000:udp", "2999");
      fromLog.awaitPort(Port.tcp(2999));
      fromNflog.awaitPort(Port.tcp(2999));

      assertThat(ports(fromLog.packets().stream())).isEqualTo(KNOCKS);
      assertThat(ports(fromNflog.packets().stream())).isEqualTo(KNOCKS);
      var both =
          Stream.concat(fromLog.packets().stream(), fromNflog.packets().stream())
              .sorted(Comparator.comparingLong(Packet::nanos));
      assertThat(ports(both.filter(new Echoes(2)::isNew))).isEqualTo(KNOCKS);
    }
  }

  /// Whether dmesg is at work; it says so by what it writes.
  private boolean isLogged(Listener log) throws Exception {
    lab.exec(CLIENT, "knock", GATEWAY_V4, Integer.toString(FIRST.number()));
    return log.ports().contains(FIRST);
  }

  private static List<Port> ports(Stream<Packet> packets) {
    return packets.map(Packet::port).filter(port -> !port.equals(FIRST)).toList();
  }
}
