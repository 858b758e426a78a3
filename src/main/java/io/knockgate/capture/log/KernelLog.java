package io.knockgate.capture.log;

import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.packet.Packet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the kernel tells of a packet (net/netfilter/nf_log_syslog.c), for `-j LOG` of iptables and
/// `log` of nftables alike: the operator's prefix, then fields in a fixed order, of which some are
/// left out.
final class KernelLog {
  private static final String BEGIN = "IN=";

  /// A pure SYN or a datagram that goes to no interface. The flags are told in this order, so ACK,
  /// RST or FIN have no place here. A packet inside of an ICMP error is told in brackets.
  private static final Pattern ATTEMPT =
      Pattern.compile(
          "IN=(?<in>\\S++) OUT= (?:[^\\[]*? )?SRC=(?<source>\\S++) DST=(?<destination>\\S++)"
              + " LEN=\\d{1,5} [^\\[]*?PROTO=(?:"
              + "TCP SPT=(?<tcpFrom>\\d{1,5}) DPT=(?<tcp>\\d{1,5})"
              + " (?:SEQ=(?<sequence>\\d{1,10}) ACK=\\d{1,10} )?WINDOW=\\d{1,5} RES=0x\\w{2}"
              + " (?:CWR )?(?:ECE )?(?:URG )?(?:PSH )?SYN URGP=\\d{1,5}"
              + "|UDP SPT=(?<udpFrom>\\d{1,5}) DPT=(?<udp>\\d{1,5}) LEN=\\d{1,5}"
              + ")(?: [^\\[]*)?");

  /// Fields that a packet has once; LEN is told again for UDP.
  private static final List<String> ONCE =
      List.of(" IN=", " OUT=", " SRC=", " DST=", " PROTO=", " SPT=", " DPT=", " SEQ=", " URGP=");

  private KernelLog() {}

  /// The packet that a line tells of, where it is the kernel's.
  ///
  /// A line with the kernel's time alone counts only if its prefix has no colon: `journalctl -o
  /// short-monotonic` begins alike, and there the colon is behind the name of a program that may
  /// say what a stranger wants.
  static LogLine read(Header header, long nanos, int capture) {
    var message = header.message();
    int begin = message.indexOf(BEGIN);
    if (begin < 0
        || !header.tag().equals(Header.KERNEL)
        || isSaid(message.substring(0, begin))
        || (header.bare() && message.lastIndexOf(':', begin) >= 0)) {
      return LogLine.OTHER;
    }
    var fields = message.substring(begin);
    var attempt = ATTEMPT.matcher(fields);
    if (!attempt.matches() || repeats(fields)) {
      return LogLine.OTHER;
    }
    return packet(attempt, nanos, capture)
        .<LogLine>map(packet -> new LogLine.Logged(attempt.group("in"), packet))
        .orElse(LogLine.OTHER);
  }

  /// Whether what stands before the fields is no prefix but something that the kernel quotes, such
  /// as the name of a program (`comm="..."`), which may be a stranger's words.
  private static boolean isSaid(String prefix) {
    return prefix.indexOf('"') >= 0 || prefix.indexOf('\'') >= 0;
  }

  private static boolean repeats(String fields) {
    var all = " " + fields;
    return ONCE.stream().anyMatch(field -> all.indexOf(field) != all.lastIndexOf(field));
  }

  private static Optional<Packet> packet(Matcher attempt, long nanos, int capture) {
    boolean tcp = attempt.group("tcp") != null;
    try {
      var source = address(attempt.group("source"));
      var destination = address(attempt.group("destination"));
      int sourcePort = Integer.parseInt(attempt.group(tcp ? "tcpFrom" : "udpFrom"));
      int port = Port.number(attempt.group(tcp ? "tcp" : "udp"));
      var told = attempt.group("sequence");
      long sequence = told == null ? 0 : Long.parseLong(told);
      if (source.isV6() != destination.isV6() || sourcePort > 0xffff || sequence > 0xffff_ffffL) {
        return Optional.empty();
      }
      return Optional.of(
          new Packet(
              source,
              destination,
              sourcePort,
              tcp ? Port.tcp(port) : Port.udp(port),
              (int) sequence,
              nanos,
              capture));
    } catch (BadValue notWhatTheKernelWrites) {
      return Optional.empty();
    }
  }

  /// An address; one of IPv4 in the clothes of IPv6 is never on a wire (RFC 4038, section 4.2).
  private static Address address(String text) throws BadValue {
    var address = Address.parse(text);
    if (address.isV6() != text.contains(":")) {
      throw new BadValue("a mapped address: " + text);
    }
    return address;
  }
}
