package io.knockgate.gateway.nftables;

import static java.util.stream.Collectors.joining;

import io.knockgate.action.Opening;
import io.knockgate.gateway.Change;
import io.knockgate.gateway.Gateway;
import io.knockgate.gateway.GatewayException;
import io.knockgate.gateway.Passage;
import io.knockgate.linux.Errno;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Netlink;
import io.knockgate.linux.NetlinkDialogue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
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
  private final Doors doors = new Doors();
  private int sessionsKept;

  private NftablesGateway(TableSpec spec, Path mark) throws LinuxException {
    this.spec = spec;
    this.bootMark = new BootMark(mark);
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

  /// What the table is to be from the next [#reconcile] on. Sessions that are up at ports that were
  /// not guarded until now are kept, as at the first load. The thread calls it that calls the rest.
  ///
  /// @return what it was to be until now
  /// @throws GatewayException where the kernel refused; then nothing has changed
  public TableSpec become(TableSpec other) throws GatewayException {
    var before = spec;
    var added = new TreeSet<>(other.guarded());
    added.removeAll(before.guarded());
    try {
      if (!added.isEmpty()) {
        new FirstLoad(new Conntrack(netlink)).keepSessions(sweeper.flows(added), added);
      }
    } catch (LinuxException refused) {
      throw Refusal.of(refused);
    }
    spec = other;
    firsts = new FirstConnections(sweeper, elements, other.guarded());
    return before;
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
    return sessionsKept;
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
      var up = wanted.stream().anyMatch(Passage::once) ? firsts.up() : Map.<Integer, Slot>of();
      var standing = standing();
      var reckoning = Reckoning.of(wanted, standing, doors, up, System.nanoTime());
      load(standing != null, reckoning, up);
      return reckoning.really(wanted);
    } catch (LinuxException refused) {
      throw Refusal.of(refused);
    }
  }

  private void load(boolean intact, Reckoning reckoning, Map<Integer, Slot> up)
      throws GatewayException, LinuxException {
    if (intact) {
      // In one transaction with the doors: in a gap, resets would end sessions.
      sweeper.sweepAll(spec.guarded(), reckoning::staying);
      var there = reckoning.elements(System.nanoTime());
      nft.load(script() + additions(there));
      reckoning.use(firsts.shutBehind(there.keySet(), up));
    } else {
      // The guard first, as fast as can be.
      if (!bootMark.isSet()) {
        var flows = sweeper.flows(spec.guarded());
        sessionsKept = new FirstLoad(new Conntrack(netlink)).keepSessions(flows, spec.guarded());
      }
      nft.load(script());
      doors.become(Map.of(), Set.of());
      sweeper.sweepAll(spec.guarded(), reckoning::staying);
      elements.change(Set.of(), reckoning.elements(System.nanoTime()));
    }
    doors.become(reckoning.doors(), reckoning.used());
    bootMark.set();
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
        load(false, Reckoning.ofNone(System.nanoTime()), Map.of());
      } else {
        nft.load(script() + additions(standing));
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
