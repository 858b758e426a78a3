package io.knockgate.gateway.nftables;

import static java.util.stream.Collectors.joining;

import io.knockgate.gateway.GatewayException;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.NetlinkDialogue;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Loads the table whole, with the doors that are open in the same transaction: in a gap between
/// the two, resets would end sessions. The first time, `nft` prepares it; from then on it takes a
/// millisecond. Where a kernel doesn't let it be prepared, `nft` loads it each time.
final class Loader {
  private static final Logger LOG = LoggerFactory.getLogger(Loader.class);

  private final String script;
  private final Nft nft;
  private final NetlinkDialogue netlink;
  private @Nullable PreparedTable prepared;
  private boolean byText;

  /// @param script the table as text, every door shut
  Loader(String script, Nft nft, NetlinkDialogue netlink) {
    this.script = script;
    this.nft = nft;
    this.netlink = netlink;
  }

  /// Replaces the table, or makes it.
  ///
  /// @param doors the elements that are to be there, each with the time that it has left
  void load(Map<Element, Duration> doors) throws GatewayException, LinuxException {
    var table = prepared();
    if (table == null) {
      nft.load(script + additions(doors));
      return;
    }
    var batch = new Batch(netlink);
    table.write(batch.writer());
    Elements.write(batch.writer(), doors);
    batch.send("nf_tables: load the table");
  }

  private @Nullable PreparedTable prepared() throws GatewayException {
    if (prepared == null && !byText) {
      try {
        prepared = PreparedTable.of(script, nft, netlink);
      } catch (LinuxException refused) {
        byText = true;
        LOG.warn(
            "after a change by somebody else the table will be restored by nft, which takes longer: {}",
            refused.getMessage());
      }
    }
    return prepared;
  }

  /// The elements as text: one command for each set, which nft takes much faster than one each.
  private static String additions(Map<Element, Duration> times) {
    var sets = new TreeMap<String, StringJoiner>();
    times.forEach(
        (element, time) ->
            sets.computeIfAbsent(
                    element.set(),
                    set ->
                        new StringJoiner(
                            ",\n",
                            "add element inet " + TableText.TABLE + " " + set + " {\n",
                            "\n}\n"))
                .add(element.text(Elements.millis(time))));
    return sets.values().stream().map(StringJoiner::toString).collect(joining());
  }
}
