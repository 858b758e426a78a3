package io.knockgate.gateway.nftables;

import io.knockgate.action.Opening;
import io.knockgate.gateway.Change;
import io.knockgate.gateway.Gateway;
import io.knockgate.gateway.GatewayException;
import io.knockgate.gateway.Passage;
import io.knockgate.linux.Errno;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Netlink;
import io.knockgate.linux.NetlinkDialogue;
import io.knockgate.net.Port;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The gateway of one nftables table of our own, `inet knockgate`. The table is loaded whole, as
/// text, by [#reconcile]; doors are its elements, each with a timeout of the kernel's. Works in the
/// network namespace of the thread that opens it. One thread calls it; [#watch] may be used from
/// another.
public final class NftablesGateway implements Gateway, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NftablesGateway.class);

  private TableSpec spec;
  private final BootMark bootMark;
  private final NetlinkDialogue netlink;
  private final Elements elements;
  private final Sweeper sweeper;
  private FirstConnections firsts;
  private final OwnPorts own;
  private final Nft nft;
  private Loader loader;
  private final Doors doors = new Doors();

  /// Ports that were guarded by what the table was before, and are to be swept once more.
  private final Set<Port> former = new HashSet<>();

  private final AtomicInteger sessionsKept = new AtomicInteger();

  private NftablesGateway(TableSpec spec, Path mark) throws LinuxException {
    this.spec = spec;
    this.bootMark = new BootMark(mark);
    this.netlink = NetlinkDialogue.open(Netlink.NETLINK_NETFILTER);
    this.elements = new Elements(netlink);
    this.own = new OwnPorts(netlink.portId());
    this.nft = new Nft(own::started);
    this.loader = new Loader(TableText.of(spec), nft, netlink);
    try {
      this.sweeper = new Sweeper();
    } catch (LinuxException refused) {
      netlink.close();
      throw refused;
    }
    this.firsts = new FirstConnections(sweeper, elements, spec.guarded());
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
    return TableText.of(spec);
  }

  /// What the table is to be.
  public TableSpec spec() {
    return spec;
  }

  /// What the table is to be from the next [#reconcile] on. That ends sessions of doors at ports,
  /// too, that are guarded no more. The thread calls it that calls the rest.
  public void become(TableSpec other) {
    former.addAll(spec.guarded());
    spec = other;
    firsts = new FirstConnections(sweeper, elements, other.guarded());
    loader = new Loader(TableText.of(other), nft, netlink);
  }

  /// Keeps the sessions that are up at these ports, as the first load does: for ports that will be
  /// guarded.
  ///
  /// @throws GatewayException where the kernel refused; then some may be kept already
  public void keepSessions(Collection<Port> ports) throws GatewayException {
    try {
      sessionsKept.addAndGet(
          new FirstLoad(new Conntrack(netlink)).keepSessions(sweeper.flows(ports), ports));
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
    return sessionsKept.get();
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
      return elements.tableLoaded() ? replace(wanted) : restore(wanted);
    } catch (LinuxException refused) {
      throw Refusal.of(refused);
    }
  }

  private List<Passage> replace(Collection<Passage> wanted)
      throws GatewayException, LinuxException {
    var up = up(wanted);
    var standing = standing();
    if (standing != null) {
      standing.keySet().forEach(element -> former.add(element.slot().port()));
    }
    var reckoning = Reckoning.of(wanted, standing, doors, up, System.nanoTime());
    var loaded = reckoning.staying(System.nanoTime());
    loader.load(loaded);
    reckoning.use(firsts.shutBehind(loaded.keySet(), up));
    return settle(wanted, reckoning, loaded.keySet());
  }

  /// Until the table is there guarded ports are open, so first of all it is loaded.
  private List<Passage> restore(Collection<Passage> wanted)
      throws GatewayException, LinuxException {
    if (!bootMark.isSet()) {
      keepSessions(spec.guarded());
    }
    var known = Reckoning.of(wanted, null, doors, Map.of(), System.nanoTime());
    var loaded = known.staying(System.nanoTime());
    // Whether a first connection has come is asked later: it takes a walk through all that are up.
    loaded.keySet().removeIf(Element::untilFirst);
    loader.load(loaded);
    var reckoning = Reckoning.of(wanted, null, doors, up(wanted), System.nanoTime());
    return settle(wanted, reckoning, loaded.keySet());
  }

  /// The first connections that are up, where it matters.
  private Map<Integer, Slot> up(Collection<Passage> wanted) throws LinuxException {
    return wanted.stream().anyMatch(Passage::once) ? firsts.up() : Map.of();
  }

  /// The table is there with the doors that stood. What came in while nobody watched is put out,
  /// and then the other doors open.
  private List<Passage> settle(Collection<Passage> wanted, Reckoning reckoning, Set<Element> loaded)
      throws GatewayException, LinuxException {
    former.addAll(spec.guarded());
    sweeper.sweepAll(former, reckoning::staying);
    var others = reckoning.elements(System.nanoTime());
    others.keySet().removeAll(loaded);
    elements.change(Set.of(), others);
    doors.become(reckoning.doors(), reckoning.used());
    former.clear();
    bootMark.set();
    return reckoning.really(wanted);
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
      var up = firsts.up();
      var standing = standing();
      if (standing == null) {
        reconcile(List.of());
      } else {
        loader.load(standing);
        firsts.shutBehind(standing.keySet(), up);
        bootMark.set();
      }
    } catch (LinuxException refused) {
      throw Refusal.of(refused);
    }
  }

  /// Takes the table out of the kernel: guarded ports are as open as without us.
  public void release() throws GatewayException {
    if (loaded()) {
      nft.load("delete table inet " + TableText.TABLE + "\n");
    }
    doors.become(Map.of(), Set.of());
    bootMark.clear();
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
    return Ruleset.read(nft.ruleset(), spec.sockets());
  }

  @Override
  public void close() {
    sweeper.close();
    netlink.close();
  }

  /// The elements in the kernel; null where the table or part of it is missing.
  private @Nullable Map<Element, Duration> standing() throws LinuxException {
    try {
      return elements.dump(Elements.SETS);
    } catch (LinuxException refused) {
      if (refused.errno() == Errno.ENOENT) {
        return null;
      }
      throw refused;
    }
  }
}
