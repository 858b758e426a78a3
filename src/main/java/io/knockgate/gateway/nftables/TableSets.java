package io.knockgate.gateway.nftables;

import static java.util.stream.Collectors.joining;

import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.net.Protocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The sets and maps of the table, as text: the ports that the configuration names, and the doors,
/// all shut.
final class TableSets {
  /// The most doors at once, for each set.
  static final int DOORS = 1 << 20;

  /// The most of them that shut behind their first connection. The kernel sets room aside for as
  /// many: 16 MB for each set of a million.
  static final int ONCE_DOORS = 1 << 17;

  private final TableSpec spec;
  private final StringBuilder text = new StringBuilder(4096);

  private TableSets(TableSpec spec) {
    this.spec = spec;
  }

  static String of(TableSpec spec) {
    var sets = new TableSets(spec);
    sets.ofTheConfiguration();
    sets.ofDoors();
    return sets.text.toString();
  }

  private void ofTheConfiguration() {
    if (spec.nflogGroup().isPresent()) {
      var tcp = Stream.concat(Stream.of(spec.watch()), ranges(spec.heard(), Protocol.TCP));
      ports("heard_tcp", merged(tcp.toList()));
      ports("heard_udp", merged(ranges(spec.heard(), Protocol.UDP).toList()));
      ports("packets_udp", merged(ranges(spec.packets(), Protocol.UDP).toList()));
    }
    if (!spec.sockets().isEmpty()) {
      ports("sockets_udp", merged(ranges(spec.sockets(), Protocol.UDP).toList()));
    }
    ports("guarded_tcp", merged(ranges(spec.guarded(), Protocol.TCP).toList()));
    ports("guarded_udp", merged(ranges(spec.guarded(), Protocol.UDP).toList()));
  }

  private void ports(String name, List<PortRange> ranges) {
    line("  set " + name + " {");
    line("    type inet_service; flags interval;");
    if (!ranges.isEmpty()) {
      line(
          "    elements = { "
              + ranges.stream().map(PortRange::toString).collect(joining(", "))
              + " }");
    }
    line("  }");
  }

  private static Stream<PortRange> ranges(Collection<Port> ports, Protocol protocol) {
    return ports.stream()
        .filter(port -> port.protocol() == protocol)
        .map(port -> new PortRange(port.number(), port.number()));
  }

  /// The same ports without overlaps, which nft refuses in a set ("File exists"), and without
  /// seams.
  static List<PortRange> merged(Collection<PortRange> ranges) {
    var merged = new ArrayList<PortRange>();
    for (var range : ranges.stream().sorted(Comparator.comparingInt(PortRange::first)).toList()) {
      if (!merged.isEmpty() && range.first() <= merged.getLast().last() + 1) {
        var last = merged.removeLast();
        merged.add(new PortRange(last.first(), Math.max(last.last(), range.last())));
      } else {
        merged.add(range);
      }
    }
    return merged;
  }

  private void ofDoors() {
    for (var family : List.of("4", "6")) {
      var key = "ipv" + family + "_addr . inet_proto . inet_service";
      for (var set : List.of("open", "keep")) {
        line("  set " + set + family + " {");
        line("    type " + key + "; flags timeout; size " + DOORS + ";");
        line("  }");
      }
      onceSets(family, key);
      line("  map forward" + family + " {");
      line("    type " + key + " : ipv" + family + "_addr . inet_service;");
      line("    flags timeout; size " + DOORS + ";");
      line("  }");
    }
  }

  private void onceSets(String family, String key) {
    for (var set : List.of("once", "token", "stay", "stay_keep")) {
      var flags =
          switch (set) {
            case "once" -> "dynamic, timeout";
            // Each element gives itself to one packet.
            case "token" -> "dynamic, timeout; limit rate 1/day burst 1 packets";
            default -> "timeout";
          };
      line("  set " + set + family + " {");
      line("    type " + key + "; size " + ONCE_DOORS + "; flags " + flags + ";");
      line("  }");
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
