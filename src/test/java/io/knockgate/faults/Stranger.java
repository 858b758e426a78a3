package io.knockgate.faults;

import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import io.knockgate.linux.Netlink;
import io.knockgate.linux.NetlinkDialogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/// Somebody else with rights over the gateway's firewall.
final class Stranger {
  private static final Pattern OURS =
      Pattern.compile("^table inet knockgate \\{.*?^}[^\n]*\n", Pattern.MULTILINE | Pattern.DOTALL);
  private static final int DELTABLE = Netlink.type(Netlink.NFNL_SUBSYS_NFTABLES, 2);

  private final Lab lab;

  Stranger(Lab lab) {
    this.lab = lab;
  }

  void nft(String... words) throws Exception {
    var command = new String[words.length + 1];
    command[0] = "nft";
    System.arraycopy(words, 0, command, 1, words.length);
    lab.exec(Place.GATEWAY, command);
  }

  /// Loads a file, such as `systemctl reload nftables` does.
  void load(Path file) throws Exception {
    nft("-f", file.toString());
  }

  /// What a program loads, as nft lists it.
  static String textOf(String program) throws IOException {
    try (var text = Stranger.class.getResourceAsStream(program + ".nft")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Loads what a program loads.
  void load(String program, Path directory) throws Exception {
    load(Files.writeString(directory.resolve(program + ".nft"), textOf(program)));
  }

  /// Deletes the rule of one of our chains that has these words.
  void deleteRule(String chain, String words) throws Exception {
    var list = lab.exec(Place.GATEWAY, "nft", "-a", "list", "chain", "inet", "knockgate", chain);
    var rule = Pattern.compile(Pattern.quote(words) + ".*# handle (\\d+)").matcher(list);
    if (!rule.find()) {
      throw new AssertionError(words + " in " + list);
    }
    nft("delete", "rule", "inet", "knockgate", chain, "handle", rule.group(1));
  }

  /// Our table as nft lists it.
  String ours() throws Exception {
    var all = OURS.matcher(ruleset());
    return all.find() ? all.group() : "";
  }

  /// Everybody else's.
  String others() throws Exception {
    return withoutOurs(ruleset());
  }

  /// What `nft list ruleset` has said, without our table.
  static String withoutOurs(String ruleset) {
    return OURS.matcher(ruleset).replaceAll("");
  }

  private String ruleset() throws Exception {
    return lab.exec(Place.GATEWAY, "nft", "-s", "list", "ruleset");
  }

  /// Flushes the ruleset so often, with so long in between.
  void flush(int times, Duration rest) throws Exception {
    lab.inside(
        Place.GATEWAY,
        () -> {
          try (var netlink = NetlinkDialogue.open(Netlink.NETLINK_NETFILTER)) {
            for (int i = 0; i < times; i++) {
              flush(netlink);
              Thread.sleep(rest.toMillis());
            }
          }
          return true;
        });
  }

  private static void flush(NetlinkDialogue netlink) throws Exception {
    var batch = netlink.write();
    batch.message(Netlink.NFNL_MSG_BATCH_BEGIN, 0);
    batch.nfgen(Netlink.UNSPEC, Netlink.NFNL_SUBSYS_NFTABLES);
    int sequence = batch.message(DELTABLE, Netlink.NLM_F_ACK);
    batch.nfgen(Netlink.UNSPEC, 0);
    batch.message(Netlink.NFNL_MSG_BATCH_END, 0);
    batch.nfgen(Netlink.UNSPEC, Netlink.NFNL_SUBSYS_NFTABLES);
    netlink.request("flush ruleset", sequence);
  }
}
