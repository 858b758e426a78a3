package io.knockgate.gateway.nftables;

import io.knockgate.action.Opening;
import io.knockgate.gateway.Change;
import io.knockgate.gateway.Gateway;
import io.knockgate.gateway.GatewayException;
import io.knockgate.gateway.Passage;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Netlink;
import io.knockgate.linux.NetlinkDialogue;
import io.knockgate.net.Port;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The gateway of one nftables table of our own, `inet knockgate`. The table is loaded whole, as
/// text, by [#reconcile]; doors are its elements, each with a timeout of the kernel's. Works in the
/// network namespace of the thread that opens it. One thread calls it; [#watch] may be used from
/// another.
public final class NftablesGateway implements Gateway, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NftablesGateway.class);

  private final NetlinkDialogue netlink;
  private final Elements elements;
  private final Sweeper sweeper;
  private final OwnPorts own;
  private final Nft nft;
  private final Doors doors = new Doors();
  private final WholeTable table;

  private NftablesGateway(TableSpec spec, Path mark) throws LinuxException {
    this.netlink = NetlinkDialogue.open(Netlink.NETLINK_NETFILTER);
    this.elements = new Elements(netlink);
    this.own = new OwnPorts(netlink.portId());
    this.nft = new Nft(own::started);
    try {
      this.sweeper = new Sweeper();
    } catch (LinuxException refused) {
      netlink.close();
      throw refused;
    }
    this.table = new WholeTable(spec, new BootMark(mark), netlink, elements, sweeper, nft, doors);
  }

  /// Takes what the kernel must lend. Changes nothing yet.
  ///
  /// @param spec what the table is to be
  /// @param mark a file, best on a file system that a reboot empties, which remembers that the
  ///     table was loaded since the machine started
  /// @throws GatewayException where the kernel has no netfilter netlink
  public static NftablesGateway open(TableSpec spec, Path mark) throws GatewayException {
    try {
      return new NftablesGateway(spec, mark);
    } catch (LinuxException refused) {
      throw Refusal.of(refused);
    }
  }

  /// The table as text: what [#reconcile] loads, with every door shut.
  public String script() {
    return TableText.of(table.spec());
  }

  /// What the table is to be.
  public TableSpec spec() {
    return table.spec();
  }

  /// What the table is to be from the next [#reconcile] on. That ends sessions of doors at ports,
  /// too, that are guarded no more. The thread calls it that calls the rest.
  public void become(TableSpec other) {
    table.become(other);
  }

  /// Keeps the sessions that are up at these ports, as the first load does: for ports that will be
  /// guarded.
  ///
  /// @throws GatewayException where the kernel refused; then some may be kept already
  public void keepSessions(Collection<Port> ports) throws GatewayException {
    try {
      table.keepSessions(ports);
    } catch (LinuxException refused) {
      throw Refusal.of(refused);
    }
  }

  /// Whether the table is in the kernel.
  public boolean loaded() throws GatewayException {
    try {
      return elements.tableLoaded();
    } catch (LinuxException refused) {
      throw Refusal.of(refused);
    }
  }

  /// How many sessions were up at guarded ports when the table was first loaded, and were kept.
  public int sessionsKept() {
    return table.sessionsKept();
  }

  @Override
  public void apply(Change change) throws GatewayException {
    var changes = doors.changes(change, System.nanoTime());
    var away = new LinkedHashSet<Element>();
    var there = new LinkedHashMap<Element, Duration>();
    for (var slot : changes) {
      away.addAll(slot.away());
      slot.there()
          .forEach((element, until) -> there.put(element, Duration.ofNanos(until - slot.now())));
    }
    try {
      for (var slot : changes) {
        boolean used = !slot.before().isEmpty() || sweeper.mayHaveFlows(slot.slot());
        if (slot.opensAnew() && used) {
          sweeper.now(slot.slot(), slot.way());
        }
      }
      elements.change(away, there);
    } catch (LinuxException refused) {
      throw Refusal.of(refused);
    }
    for (var slot : changes) {
      doors.commit(slot);
      if (slot.ends()) {
        sweeper.later(slot.slot());
      } else if (slot.turns()) {
        sweepBehind(slot);
      }
    }
  }

  /// The old way was open until its door was replaced: what came through since it was swept.
  private void sweepBehind(Doors.SlotChange slot) {
    try {
      sweeper.now(slot.slot(), slot.way());
    } catch (LinuxException refused) {
      LOG.warn("sessions of a replaced door could not be ended: {}", refused.getMessage());
    }
  }

  @Override
  public List<Passage> reconcile(Collection<Passage> wanted) throws GatewayException {
    try {
      return table.reconcile(wanted);
    } catch (LinuxException refused) {
      throw Refusal.of(refused);
    }
  }

  @Override
  public Set<Opening> used() throws GatewayException {
    try {
      return doors.used(elements.dump(Elements.ONCE).keySet());
    } catch (LinuxException refused) {
      throw Refusal.of(refused);
    }
  }

  /// Loads the table and leaves every door of it as it is; for a moment when no daemon runs.
  public void guard() throws GatewayException {
    try {
      table.guard();
    } catch (LinuxException refused) {
      throw Refusal.of(refused);
    }
  }

  /// Takes the table out of the kernel: guarded ports are as open as without us.
  public void release() throws GatewayException {
    if (loaded()) {
      nft.load("delete table inet " + TableText.TABLE + "\n");
    }
    table.released();
  }

  /// Notices when somebody else changes the table. To be closed by the caller.
  public TableWatch watch() throws GatewayException {
    try {
      return new TableWatch(own);
    } catch (LinuxException refused) {
      throw Refusal.of(refused);
    }
  }

  /// What would be loaded, and how it differs from what is.
  public Plan plan() throws GatewayException {
    return new Plan(script(), Difference.between(nft, loaded(), script()), surroundings());
  }

  /// What other people's chains mean for us.
  public Surroundings surroundings() throws GatewayException {
    return Ruleset.read(nft.ruleset(), table.spec());
  }

  @Override
  public void close() {
    sweeper.close();
    netlink.close();
  }
}
