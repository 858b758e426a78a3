package io.knockgate.gateway.nftables;

import static java.util.stream.Collectors.joining;

import io.knockgate.net.Protocol;
import java.util.List;

/// The table as text, to be loaded whole by `nft -f -`. It replaces the one before in one
/// transaction, so that no packet ever meets half of it.
final class TableText {
  static final String TABLE = "knockgate";

  /// Bytes that are told of a packet that knocks by its port alone.
  private static final int HEADERS = 128;

  /// Bytes that are told of a single packet: a whole datagram of the usual link.
  private static final int WHOLE = 1600;

  private static final String V4 = "ip saddr . meta l4proto . th dport";
  private static final String V6 = "ip6 saddr . meta l4proto . th dport";
  private static final String SYN = "tcp flags & (fin | syn | rst | ack) == syn";
  private static final String MIDDLE = "tcp flags & (fin | syn | rst | ack) != syn";
  private static final String ADMIT = Mark.set("meta mark", Mark.VALUE) + " accept";
  private static final String STAY = Mark.set("ct mark", Mark.VALUE);

  private final TableSpec spec;
  private final StringBuilder text = new StringBuilder(8192);

  private TableText(TableSpec spec) {
    this.spec = spec;
  }

  /// The script that loads the table of this configuration, with every door shut.
  static String of(TableSpec spec) {
    return new TableText(spec).write();
  }

  private String write() {
    // The first line makes the second one possible where there is no table yet.
    text.append("table inet knockgate\ndelete table inet knockgate\ntable inet knockgate {\n");
    text.append(TableSets.of(spec));
    if (spec.nflogGroup().isPresent()) {
      hear(spec.nflogGroup().getAsInt());
    }
    if (!spec.sockets().isEmpty()) {
      sockets();
    }
    guard();
    door();
    shut();
    forward();
    inside();
    stray();
    if (spec.targets().stream().anyMatch(TableSpec.Target::masquerade)) {
      wayBack();
    }
    return text.append("}\n").toString();
  }

  private void hear(int group) {
    comment(
        "Knocks are told and not judged: a port that swallowed them would stand out in a scan.");
    comment("Before connection tracking, so that a table full of spoofed flows deafens nobody.");
    chain("hear", "filter", "prerouting", "raw");
    line("    iifname != " + wan() + " accept");
    line("    tcp dport @heard_tcp " + SYN + " " + log(group, HEADERS));
    line("    udp dport @heard_udp " + log(group, HEADERS));
    line("    udp dport @packets_udp " + log(group, WHOLE));
    line("  }");
  }

  private static String log(int group, int length) {
    return "fib daddr type local log group "
        + group
        + (" snaplen " + length)
        + " queue-threshold 1";
  }

  private void sockets() {
    comment(
        "What our own sockets hear is admitted as by a door, for who has a rule for those. It is");
    comment("not tracked: strangers could fill the table with it.");
    chain("sockets", "filter", "prerouting", "raw");
    line("    iifname != " + wan() + " accept");
    line("    udp dport @sockets_udp fib daddr type local notrack " + ADMIT);
    line("  }");
  }

  private void guard() {
    comment("What strangers begin towards the gateway itself. Answers to connections that the");
    comment("gateway or the LAN began pass, whatever their ports, and so does what goes through.");
    chain("guard", "filter", "prerouting", "mangle");
    line("    iifname != " + wan() + " accept");
    line("    ct direction reply accept");
    var local = "fib daddr type { local, anycast, broadcast, multicast } goto door";
    line("    tcp dport @guarded_tcp " + local);
    line("    udp dport @guarded_udp " + local);
    line("  }");
  }

  private void door() {
    first("first", Mark.FIRST);
    first("first_keep", Mark.FIRST_KEPT);
    comment("Every packet of a session passes here, so that it ends with its element.");
    line("  chain door {");
    for (int mark : List.of(Mark.VALUE, Mark.FIRST_KEPT)) {
      line("    ct mark and " + Mark.match(mark) + " ct state established " + ADMIT);
    }
    line("    # No session is picked up in its middle: the next door would revive it.");
    line("    ct state new " + MIDDLE + " goto shut");
    line("    ct state { invalid, untracked } goto shut");
    for (var set : List.of("keep", "open")) {
      var stay = set.equals("keep") ? STAY + " " : "";
      line("    " + V4 + " @" + set + "4 " + stay + ADMIT);
      line("    " + V6 + " @" + set + "6 " + stay + ADMIT);
    }
    line("    ct mark and " + Mark.match(Mark.FIRST) + " " + V4 + " @stay4 " + ADMIT);
    line("    ct mark and " + Mark.match(Mark.FIRST) + " " + V6 + " @stay6 " + ADMIT);
    for (var end : List.of("", "_keep")) {
      line("    " + V4 + " @once4 " + V4 + " @stay" + end + "4 goto first" + end);
      line("    " + V6 + " @once6 " + V6 + " @stay" + end + "6 goto first" + end);
    }
    line("    goto shut");
    line("  }");
  }

  private void first(String name, int mark) {
    comment("The door shuts behind the first connection that is established: whose client goes on");
    comment("after an answer. Attempts leave it open, and so does the end of one.");
    line("  chain " + name + " {");
    line("    ct state != established " + ADMIT);
    line("    tcp flags & (syn | rst | ack) != ack " + ADMIT);
    line("    delete @once4 { " + V4 + " }");
    line("    delete @once6 { " + V6 + " }");
    line("    " + V4 + " @token4 " + Mark.set("ct mark", mark) + " " + ADMIT);
    line("    " + V6 + " @token6 " + Mark.set("ct mark", mark) + " " + ADMIT);
    line("    goto shut");
    line("  }");
  }

  private void shut() {
    switch (spec.closed()) {
      case DROP -> {
        line("  chain shut {");
        line("    drop");
      }
      case RESET -> {
        comment("As the gateway answers for ports that nobody listens on. An invalid segment with");
        comment("ACK may belong to a connection of our own, which a reset would end.");
        line("  chain shut {");
        line("    ct state invalid tcp flags & ack == ack drop");
        line("    meta l4proto tcp reject with tcp reset");
        line("    reject with icmpx port-unreachable");
      }
    }
    line("  }");
  }

  private void forward() {
    comment("Before everybody's own dnat, whose rules then see the connection no more.");
    chain("forward", "nat", "prerouting", "dstnat - 10");
    var local = "    iifname " + wan() + " fib daddr type local dnat ";
    line(local + "ip to ip saddr . meta l4proto . th dport map @forward4");
    line(local + "ip6 to ip6 saddr . meta l4proto . th dport map @forward6");
    line("  }");
  }

  private void inside() {
    comment(
        "What a door admitted goes where a forward leads, and to no other host behind us, even");
    comment(
        "if somebody's own dnat sends it there. And no inside host picks a cut session up again");
    comment("from its end: its next packet would make us take the client's for answers.");
    chain("inside", "filter", "forward", "raw");
    spec.targets().stream()
        .filter(target -> target.outside().protocol() == Protocol.TCP)
        .map(target -> end(target, "saddr", "sport"))
        .distinct()
        .forEach(
            end -> line("    oifname " + wan() + " ct state new " + MIDDLE + " " + end + " drop"));
    line("    meta mark and 0xff000000 != 0x6b000000 accept");
    line("    ct state != new accept");
    for (var target : spec.targets()) {
      line("    " + led(target) + " accept");
    }
    line("    drop");
    line("  }");
  }

  private void stray() {
    comment("Nor does the gateway pick a cut session up again from its end.");
    chain("stray", "filter", "output", "mangle");
    line("    oifname " + wan() + " ct state new tcp sport @guarded_tcp " + MIDDLE + " drop");
    line("  }");
  }

  private void wayBack() {
    comment("For hosts whose way back is not this gateway.");
    chain("way_back", "nat", "postrouting", "srcnat - 10");
    for (var target : spec.targets()) {
      if (target.masquerade()) {
        line("    meta mark and " + Mark.MATCH + " " + led(target) + " masquerade");
      }
    }
    line("  }");
  }

  /// Matches what came to the target's outside port and now goes to the target.
  private static String led(TableSpec.Target target) {
    return end(target, "daddr", "dport") + " ct original proto-dst " + target.outside().number();
  }

  private static String end(TableSpec.Target target, String address, String port) {
    return (target.to().address().isV6() ? "ip6 " : "ip ")
        + address
        + " "
        + target.to().address()
        + " "
        + target.outside().protocol()
        + " "
        + port
        + " "
        + target.to().port();
  }

  private String wan() {
    return spec.wan().stream().map(name -> '"' + name + '"').collect(joining(", ", "{ ", " }"));
  }

  private void chain(String name, String type, String hook, String priority) {
    line("  chain " + name + " {");
    line("    type " + type + " hook " + hook + " priority " + priority + "; policy accept;");
  }

  private void comment(String words) {
    line("  # " + words);
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
