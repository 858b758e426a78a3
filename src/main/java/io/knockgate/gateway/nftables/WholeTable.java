package io.knockgate.gateway.nftables;

import io.knockgate.gateway.GatewayException;
import io.knockgate.gateway.Passage;
import io.knockgate.linux.Errno;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.NetlinkDialogue;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The table as a whole: how it is loaded, replaced by another one, and restored where somebody
/// took it away, so that at no moment more is open than was before or is wanted afterwards.
final class WholeTable {
  private TableSpec spec;
  private final BootMark bootMark;
  private final NetlinkDialogue netlink;
  private final Elements elements;
  private final Sweeper sweeper;
  private final Nft nft;
  private final Doors doors;
  private FirstConnections firsts;
  private Loader loader;

  /// Ports that were guarded by what the table was before, and are to be swept once more.
  private final Set<Port> former = new HashSet<>();

  private final AtomicInteger sessionsKept = new AtomicInteger();

  WholeTable(
      TableSpec spec,
      BootMark bootMark,
      NetlinkDialogue netlink,
      Elements elements,
      Sweeper sweeper,
      Nft nft,
      Doors doors) {
    this.spec = spec;
    this.bootMark = bootMark;
    this.netlink = netlink;
    this.elements = elements;
    this.sweeper = sweeper;
    this.nft = nft;
    this.doors = doors;
    this.firsts = new FirstConnections(sweeper, elements, spec.guarded());
    this.loader = new Loader(TableText.of(spec), nft, netlink);
  }

  TableSpec spec() {
    return spec;
  }

  int sessionsKept() {
    return sessionsKept.get();
  }

  /// What it is to be when it is loaded next.
  void become(TableSpec other) {
    former.addAll(spec.guarded());
    spec = other;
    firsts = new FirstConnections(sweeper, elements, other.guarded());
    loader = new Loader(TableText.of(other), nft, netlink);
  }

  /// Marks the sessions that are up at these ports, so that they stay.
  void keepSessions(Collection<Port> ports) throws LinuxException {
    sessionsKept.addAndGet(
        new FirstLoad(new Conntrack(netlink)).keepSessions(sweeper.flows(ports), ports));
  }

  /// Makes the table and the doors what they are to be.
  ///
  /// @return those of the passages that there are, with the time that each really has
  List<Passage> reconcile(Collection<Passage> wanted) throws GatewayException, LinuxException {
    return elements.tableLoaded() ? replace(wanted) : restore(wanted);
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

  /// Loads the table with every door that it has now.
  void guard() throws GatewayException, LinuxException {
    var up = firsts.up();
    var standing = standing();
    if (standing == null) {
      reconcile(List.of());
    } else {
      loader.load(standing);
      firsts.shutBehind(standing.keySet(), up);
      bootMark.set();
    }
  }

  /// The table was taken away on purpose.
  void released() throws GatewayException {
    doors.become(Map.of(), Set.of());
    bootMark.clear();
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
