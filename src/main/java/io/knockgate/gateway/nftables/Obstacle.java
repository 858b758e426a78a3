package io.knockgate.gateway.nftables;

import static java.util.stream.Collectors.joining;

import io.knockgate.net.Port;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A chain of somebody else that drops or rejects what no rule of it accepts, and has none for what
/// our doors and sockets admit, or none for the answers of hosts that our forwards lead to.
///
/// @param family its table's family, such as `inet`
/// @param table its table
/// @param chain its name
/// @param hook `input` or `forward`
/// @param ports our ports that it does not accept by themselves; none at the hook `forward`
/// @param admitted whether it is what we admit that it drops
/// @param answers whether it drops the answers of hosts
public record Obstacle(
    String family,
    String table,
    String chain,
    String hook,
    Set<Port> ports,
    boolean admitted,
    boolean answers) {
  private static final String RULE = "meta mark and " + Mark.MATCH + " accept";
  private static final String ANSWERS = "ct state established,related accept";

  public Obstacle {
    ports = Collections.unmodifiableSortedSet(new TreeSet<>(ports));
  }

  /// Which chain drops what.
  public String words() {
    return "%s %s, chain %s (%s) drops what it doesn't know, and so %s"
        .formatted(
            family,
            table,
            chain,
            hook,
            admitted ? "what our doors admit" : "the answers of hosts that a forward leads to");
  }

  /// The command that mends it.
  ///
  /// firewalld makes its table anew at each reload, and may own it: it accepts the ports itself,
  /// which our guard keeps shut before. A table of iptables gets a rule by iptables, which can't
  /// read it any more once nft has put one in that iptables has no words for.
  public String remedy() {
    if (table.equals("firewalld") && hook.equals("input")) {
      return ports.stream()
          .map(port -> "--add-port=%d/%s ".formatted(port.number(), port.protocol()))
          .collect(joining("", "firewall-cmd --permanent ", "&& firewall-cmd --reload"));
    }
    var rules = new ArrayList<String>();
    if (answers) {
      rules.add(insert(ANSWERS, "-m conntrack --ctstate ESTABLISHED,RELATED"));
    }
    if (admitted) {
      rules.add(insert(RULE, "-m mark --mark %#x/%#x".formatted(Mark.VALUE, Mark.MASK)));
    }
    return String.join(" && ", rules);
  }

  private String insert(String nft, String iptables) {
    var program = family.equals("ip6") ? "ip6tables" : "iptables";
    return isOfIptables()
        ? "%s -I %s %s -j ACCEPT".formatted(program, chain, iptables)
        : "nft insert rule %s %s %s %s".formatted(family, table, chain, nft);
  }

  private boolean isOfIptables() {
    return List.of("ip", "ip6").contains(family)
        && table.equals("filter")
        && List.of("INPUT", "FORWARD").contains(chain);
  }
}
