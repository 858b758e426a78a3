package io.knockgate.capture.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.knockgate.capture.log.LogLine.Logged;
import io.knockgate.capture.log.LogLine.Missing;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The lines of `iptables.dmesg` and `nftables.dmesg` are what Linux 6.18 wrote for rules of
/// iptables-nft 1.8.9 and nft 1.0.6 while `knock`, `hping3` and `ping` sent packets.
class LogLineTest {
  private static final long NANOS = 77;
  private static final int CAPTURE = 3;

  private static final String SYN =
      "IN=wan OUT= MAC=32:84:4a:d0:6f:02:c2:46:82:59:05:1c:08:00 SRC=198.51.100.10"
          + " DST=198.51.100.1 LEN=60 TOS=0x00 PREC=0x00 TTL=64 ID=30468 DF PROTO=TCP SPT=41270"
          + " DPT=2033 WINDOW=64240 RES=0x00 SYN URGP=0 ";
  private static final String DATAGRAM =
      "IN=wan OUT= MAC=fa:82:22:2c:dc:b1:86:9c:e9:82:e3:87:86:dd"
          + " SRC=fd00:0051:0000:0000:0000:0000:0000:0010"
          + " DST=fd00:0051:0000:0000:0000:0000:0000:0001 LEN=49 TC=0 HOPLIMIT=64 FLOWLBL=629783"
          + " PROTO=UDP SPT=49442 DPT=7000 LEN=9 ";
  private static final String KERNEL = "Nov 22 20:49:02 gw kernel: ";

  private static LogLine read(String line) {
    return LogLine.read(line, NANOS, CAPTURE);
  }

  private static List<Packet> packets(String resource) {
    try (var in = Objects.requireNonNull(LogLineTest.class.getResourceAsStream(resource))) {
      // dmesg's lines of prefixes with a colon count only behind a header
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> read(KERNEL + line))
          .filter(Logged.class::isInstance)
          .map(line -> ((Logged) line).packet())
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Stream<String> ports(List<Packet> packets) {
    return packets.stream().map(packet -> packet.source().family() + " " + packet.port());
  }

  @Test
  void whatIptablesLogsOfKnocksIsHeardAndNothingElse() {
    var packets = packets("iptables.dmesg");
    assertThat(ports(packets.subList(0, 6)))
        .containsExactly(
            "IPv4 tcp/2033",
            "IPv4 tcp/2034", // by two rules, one of which tells the sequence number
            "IPv4 tcp/2034",
            "IPv4 tcp/2035",
            "IPv4 udp/7000",
            "IPv4 udp/7001");
    assertThat(packets.get(1).sequence()).isZero();
    assertThat(packets.get(2).sequence()).isEqualTo(532491442);
    assertThat(ports(packets.subList(6, 11)))
        .containsExactly(
            "IPv6 tcp/2033", "IPv6 tcp/2034", "IPv6 tcp/2034", "IPv6 tcp/2035", "IPv6 udp/7000");
    // a SYN in fragments, one with CWR and ECE, one with URG and PSH; not ACK, not SYN with FIN
    assertThat(ports(packets.subList(11, packets.size())))
        .hasSize(6)
        .allMatch("IPv4 tcp/2034"::equals);
  }

  @Test
  void whatNftablesLogsOfKnocksIsHeardAndNothingElse() {
    var packets = packets("nftables.dmesg");
    assertThat(ports(packets))
        .containsExactly(
            "IPv4 tcp/2033",
            "IPv4 tcp/2034",
            "IPv4 tcp/2034",
            "IPv4 tcp/2035",
            "IPv4 tcp/2035",
            "IPv4 udp/7000",
            "IPv4 udp/7001",
            "IPv4 tcp/2034",
            "IPv4 tcp/2034",
            "IPv4 tcp/2034",
            "IPv4 tcp/2034",
            "IPv4 tcp/2034",
            "IPv4 tcp/2034");
    assertThat(packets.get(2).sequence()).isEqualTo((int) 3579436280L);
  }

  @Test
  void aPacketIsReadWhole() {
    var source = Address.v4(0xc633640a);
    var destination = Address.v4(0xc6336401);
    assertThat(read(KERNEL + SYN))
        .isEqualTo(
            new Logged(
                "wan", new Packet(source, destination, 41270, Port.tcp(2033), 0, NANOS, CAPTURE)));
    assertThat(read(KERNEL + DATAGRAM))
        .isInstanceOfSatisfying(
            Logged.class,
            logged -> {
              assertThat(logged.packet().source()).hasToString("fd00:51::10");
              assertThat(logged.packet().port()).isEqualTo(Port.udp(7000));
              assertThat(logged.packet().sourcePort()).isEqualTo(49442);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Nov 22 20:49:02 gw kernel: ",
        "Nov  2 20:49:02 gw kernel: ",
        "Nov 22 20:49:02 gw kernel: [12520.275862] ",
        "Nov 22 20:49:02 gw kernel: [    0.275862][    C0] ",
        "Nov 22 20:49:02.123456 gw.example.org kernel: ",
        "Nov 22 20:49:02 fd00:51::1 kernel: ",
        "<4>Nov 22 20:49:02 gw kernel: ",
        "2026-11-22T20:49:02.123456+00:00 gw kernel: ",
        "2026-11-22T20:49:02.123456+01:00 gw kernel: [12520.275862] ",
        "2026-11-22T20:49:02+0000 gw kernel: ",
        "2026-11-22T20:49:02Z gw kernel: ",
        "Nov 22 20:49:02 gw kern.warn kernel: [12520.275862] ",
        "[12520.275862] ",
        "[    0.275862] ",
        "<4>[12520.275862] "
      })
  void everyKnownHeaderIsTheKernels(String header) {
    assertThat(read(header + SYN)).isInstanceOf(Logged.class);
    assertThat(read(header + "KNOCK " + DATAGRAM)).isInstanceOf(Logged.class);
    assertThat(read(header + "[UFW BLOCK] " + SYN.stripTrailing())).isInstanceOf(Logged.class);
    assertThat(read(header + "=" + SYN)).isInstanceOf(Logged.class);
  }

  /// All of these a stranger can have written, or a program on his behalf.
  static Stream<String> forged() {
    return Stream.of(
        "Nov 22 20:49:02 gw sshd[812]: Invalid user kernel: " + SYN,
        "Nov 22 20:49:02 gw kernel: audit: type=1326 comm=\"kernel: " + SYN + "\"",
        "Nov 22 20:49:02 gw kernel: audit: type=1326 comm=\"kernel: " + SYN,
        "Nov 22 20:49:02 gw sshd[812]: Invalid user " + SYN,
        "Nov 22 20:49:02 gw sshd[812]: " + KERNEL + SYN,
        "Nov 22 20:49:02 gw kernel[1]: " + SYN,
        "Nov 22 20:49:02 gw kernel " + SYN,
        "Nov 22 20:49:02 gw : kernel: " + SYN,
        "Nov 22 20:49:02 gw  kernel: " + SYN,
        "Nov 22 20:49:02 gw daemon.warn kernel: " + SYN,
        "Nov 22 20:49:02 kernel: " + SYN,
        "Nov 22 20:49:02 app: kernel: " + SYN, // as BusyBox's syslogd -S leaves the host out
        "Nov 22 20:49:02 app[1]: kernel: " + SYN,
        "Nov 22 20:49:02 app[1] kernel: " + SYN,
        "2026-11-22T20:49:02+00:00 gw nginx: kernel: " + SYN,
        "                 kernel: " + SYN,
        "    " + KERNEL + SYN,
        "kernel: " + SYN,
        "x [12520.275862] " + SYN,
        " [12520.275862] " + SYN,
        "[12520.275862] gw sshd[812]: Invalid user " + SYN,
        "[12520.275862] gw app: " + SYN,
        KERNEL + "audit: type=1100 msg='op=login acct=\"IN=wan\" exe=\"/usr/sbin/sshd\"'");
  }

  @ParameterizedTest
  @MethodSource
  void forged(String line) {
    assertThat(read(line)).isEqualTo(LogLine.OTHER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OUT= /OUT=lan ",
        "SRC=198.51.100.10/SRC=198.51.100.10 SRC=198.51.100.11",
        "DPT=2033/DPT=2033 DPT=2034",
        "SRC=198.51.100.10/SRC=fd00:51::10",
        "SRC=198.51.100.10/SRC=client.example.org",
        "SRC=198.51.100.10/SRC=198.51.100.010",
        "SRC=198.51.100.10/SRC=198.51.100.300",
        "DPT=2033/DPT=0",
        "DPT=2033/DPT=-1",
        "DPT=2033/DPT=65536",
        "DPT=2033/DPT=4294969329",
        "SPT=41270/SPT=65536",
        "DPT=2033 /DPT=2033 SEQ=4294967296 ACK=0 ",
        "DPT=2033 /DPT=2033 SEQ=-1 ACK=0 ",
        "SYN/SYN FIN",
        "SYN/ACK SYN",
        "SYN/RST SYN",
        "SYN/ACK",
        "SYN /",
        "PROTO=TCP/PROTO=6",
        "PROTO=TCP/PROTO=UDP PROTO=TCP",
        "IN=wan/IN=wan IN=wan",
        "IN=wan/IN=",
        "PROTO=TCP SPT/PROTO=ICMP TYPE=3 CODE=3 [PROTO=TCP SPT",
        "URGP=0 /URGP=0 [SRC=10.0.0.1 ]",
        "PROTO=TCP SPT=41270 DPT=2033/PROTO=TCP INCOMPLETE [8 bytes]"
      })
  void aPacketThatContradictsItselfOrIsNoAttemptIsNone(String change) {
    var parts = change.split("/", -1);
    assertThat(SYN).contains(parts[0]);
    assertThat(read(KERNEL + SYN.replace(parts[0], parts[1]))).isEqualTo(LogLine.OTHER);
  }

  @Test
  void aMappedAddressIsNone() {
    var mapped = DATAGRAM.replace("fd00:0051:0000:0000:0000:0000", "0000:0000:0000:0000:0000:ffff");
    assertThat(read(KERNEL + mapped)).isEqualTo(LogLine.OTHER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        KERNEL + "message repeated 55 times: [ [12520.275862] KNOCK " + SYN + "]",
        KERNEL + "printk: 55 callbacks suppressed",
        KERNEL + "[12520.275862] net_ratelimit: 55 callbacks suppressed",
        KERNEL + "printk: 55 messages suppressed.",
        "Nov 22 20:49:02 gw systemd-journald[211]: Missed 55 kernel messages",
        "Nov 22 20:49:02 gw rsyslogd: imklog: 55 messages lost due to rate-limiting",
        "Nov 22 20:49:02 gw rsyslogd: imjournal: 55 messages lost due to rate-limiting (20000"
            + " allowed within 600 seconds)",
        "Nov 22 20:49:02 gw rsyslogd-2177: imuxsock lost 55 messages from pid 1234 due to"
            + " rate-limiting"
      })
  void linesThatAreMissingAreCounted(String line) {
    assertThat(read(line)).isEqualTo(new Missing(55));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        KERNEL + "message repeated 55 times: [ eth0: link is up]",
        KERNEL + "printk: 99999999999999999999 callbacks suppressed",
        "Nov 22 20:49:02 gw sshd[812]: printk: 55 callbacks suppressed",
        "Nov 22 20:49:02 gw sshd[812]: Missed 55 kernel messages",
        "Nov 22 20:49:02 gw rsyslogd: imuxsock begins to drop messages due to rate-limiting"
      })
  void noLinesAreMissingWhereNobodySaysSo(String line) {
    assertThat(read(line)).isEqualTo(LogLine.OTHER);
  }

  @Test
  void noTextThrows() {
    var random = new Random(20_030_919);
    var words = (KERNEL + SYN + DATAGRAM).split("(?<=[ =:.])", -1);
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder(random.nextBoolean() ? KERNEL : "");
      for (int n = random.nextInt(40); n > 0; n--) {
        text.append(
            random.nextInt(8) == 0
                ? String.valueOf((char) random.nextInt(256))
                : words[random.nextInt(words.length)]);
      }
      assertThatCode(() -> read(text.toString())).doesNotThrowAnyException();
    }
  }

  @Test
  void noByteOfAKnockCanBeChangedSoThatReadingThrows() {
    var line = KERNEL + SYN;
    for (int at = 0; at < line.length(); at++) {
      for (char c : "0 9[]=:-A\0\u00ff".toCharArray()) {
        var changed = line.substring(0, at) + c + line.substring(at + 1);
        assertThatCode(() -> read(changed)).doesNotThrowAnyException();
      }
      assertThat(read(line.substring(0, at))).isNotNull();
    }
  }
}
