package io.knockgate.capture.pcap;

import static java.util.stream.Collectors.joining;

import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What the kernel lets through to us, in the language of pcap-filter(7).
///
/// An IPv6 packet with extension headers is not let through: the kernel's filter machine can't walk
/// them. VLAN tags need no words here: the kernel takes the outermost one off before it filters, so
/// a frame with one tag matches (providers send the tag of VLAN 0 for its priority), and one with
/// two does not.
final class Filter {
  /// Flags of FIN, SYN, RST and ACK, of which SYN alone may be set (RFC 9293, section 3.1).
  private static final String PURE_SYN = "& 0x17 = 0x02";

  private Filter() {}

  /// Pure SYNs to the watched ports and what else is heard, sent to one of these addresses.
  ///
  /// @param watch TCP ports
  /// @param also ports besides, of either protocol
  /// @param own the interface's addresses, at least one
  static String of(PortRange watch, Set<Port> also, Set<Address> own) {
    var ports = new TreeSet<>(also);
    var four = own.stream().filter(address -> !address.isV6()).sorted().toList();
    var six = own.stream().filter(Address::isV6).sorted().toList();
    var families = new ArrayList<String>();
    if (!four.isEmpty()) {
      families.add("(ip and " + to(four) + " and " + knocks("tcp[13] ", watch, ports) + ")");
    }
    if (!six.isEmpty()) {
      // The language has no tcp[] for IPv6: 6 is the next header's place, 53 that of TCP's flags.
      var flags = "ip6[6] = 6 and ip6[53] ";
      families.add("(ip6 and " + to(six) + " and " + knocks(flags, watch, ports) + ")");
    }
    return any(families);
  }

  private static String to(List<Address> own) {
    return any(own.stream().map(address -> "dst host " + address).toList());
  }

  private static String knocks(String flags, PortRange watch, SortedSet<Port> also) {
    var tcp = new ArrayList<String>();
    tcp.add("tcp dst portrange " + watch.first() + "-" + watch.last());
    var udp = new ArrayList<String>();
    for (var port : also) {
      var word = port.protocol() + " dst port " + port.number();
      switch (port.protocol()) {
        case TCP -> tcp.add(word);
        case UDP -> udp.add(word);
      }
    }
    var syn = "(" + flags + PURE_SYN + " and " + any(tcp) + ")";
    return udp.isEmpty() ? syn : any(List.of(syn, any(udp)));
  }

  private static String any(Collection<String> terms) {
    return terms.stream().collect(joining(" or ", "(", ")"));
  }
}
