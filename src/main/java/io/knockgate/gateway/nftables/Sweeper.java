package io.knockgate.gateway.nftables;

import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Netlink;
import io.knockgate.linux.NetlinkDialogue;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes what connection tracking remembers of doors that are shut, so that no later door revives
/// it.
///
/// To find the flows of one slot the kernel walks its whole hash table: 10 ms on a machine with
/// 262,144 buckets, even when all are empty. An opening can't wait for that, so it is known which
/// slots can have flows at all. While the table is loaded the guard drops what no door admits, and
/// what is dropped is never entered. So a slot has flows only if a door of it was open since the
/// last sweep of everything ([#sweepAll], at each reconcile): those are the slots of the open
/// doors, and the past ones that stand here until they are swept.
///
/// TCP is swept when a door shuts, on a thread of its own, and forgotten. UDP has no session that
/// could be revived, only translations that lead elsewhere, and an entry that stays behind does
/// some good: what a service goes on sending to the client still belongs to the flow that the
/// client began, whose packets the guard drops; without the entry it would begin a new flow, in
/// which the client's packets pass as answers. So UDP is swept when a door opens.
final class Sweeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  /// So many past UDP slots are remembered before those are looked for that can be forgotten.
  private static final int REMEMBERED = 4096;

  private final NetlinkDialogue netlink;
  private final Conntrack conntrack;
  private final OwnAddresses addresses;
  private final Set<Slot> past = ConcurrentHashMap.newKeySet();
  private final LinkedBlockingQueue<Slot> waiting = new LinkedBlockingQueue<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("conntrack-sweeper").unstarted(this::work);
  private int forgetAt = REMEMBERED;

  Sweeper() throws LinuxException {
    netlink = NetlinkDialogue.open(Netlink.NETLINK_NETFILTER);
    try {
      addresses = new OwnAddresses();
    } catch (LinuxException refused) {
      netlink.close();
      throw refused;
    }
    conntrack = new Conntrack(netlink);
    thread.start();
  }

  /// The doors of a slot are shut: what ran through them is swept soon.
  void later(Slot slot) {
    past.add(slot);
    if (slot.port().protocol() == Protocol.TCP || past.size() > forgetAt) {
      waiting.add(slot);
    }
  }

  /// Whether flows may be left of doors that were open once.
  boolean mayHaveFlows(Slot slot) {
    return past.contains(slot);
  }

  /// Sweeps a slot before, or just after, a door opens there.
  ///
  /// @param way where the new door leads
  synchronized void now(Slot slot, Way way) throws LinuxException {
    var ours = addresses.now();
    for (var flow : conntrack.flows(slot.port(), slot.source())) {
      if (ours.contains(flow.destination()) && stale(flow, way, ours)) {
        conntrack.delete(flow);
      }
    }
    past.remove(slot);
  }

  /// Sweeps everything at these ports but what belongs to doors that stay open.
  ///
  /// @param ports the guarded ports
  /// @param staying tells where the doors lead that are open and stay so
  synchronized void sweepAll(Collection<Port> ports, Staying staying) throws LinuxException {
    var ours = addresses.now();
    past.clear();
    for (var flow : flows(ports)) {
      var way = staying.way(flow.slot());
      boolean stays = way.isPresent() && way.get().leads(flow, ours);
      switch (flow.port().protocol()) {
        case TCP -> {
          if (!stays && !flow.kept()) {
            conntrack.delete(flow);
          }
        }
        case UDP -> {
          if (way.isEmpty()) {
            past.add(flow.slot());
          } else if (!stays) {
            conntrack.delete(flow);
          }
        }
      }
    }
  }

  /// Every flow that somebody began towards one of these ports of this machine.
  synchronized List<Flow> flows(Collection<Port> ports) throws LinuxException {
    var wanted = Set.copyOf(ports);
    var ours = addresses.now();
    var flows = conntrack.flows(wanted);
    flows.removeIf(flow -> !ours.contains(flow.destination()));
    return flows;
  }

  /// Whether the next door must not find this flow.
  private static boolean stale(Flow flow, Way way, Set<Address> ours) {
    return switch (flow.port().protocol()) {
      case TCP -> !flow.kept();
      case UDP -> flow.passing() || !way.leads(flow, ours);
    };
  }

  private void work() {
    try {
      while (true) {
        sweep(waiting.take());
      }
    } catch (InterruptedException closed) {
      netlink.close();
      addresses.close();
    }
  }

  private synchronized void sweep(Slot slot) {
    if (!past.contains(slot)) {
      return; // a door has opened there meanwhile, and swept
    }
    try {
      if (slot.port().protocol() == Protocol.TCP) {
        now(slot, new Way.Here());
      } else {
        forget();
      }
    } catch (LinuxException refused) {
      // It stays in the past, so the next door sweeps before it opens, and refuses if it can't.
      LOG.warn("sessions of a shut door could not be ended: {}", refused.getMessage());
    }
  }

  /// Forgets the past UDP slots that no flow is left of.
  private void forget() throws LinuxException {
    var udp = past.stream().filter(slot -> slot.port().protocol() == Protocol.UDP).toList();
    var ports = new HashSet<Port>();
    udp.forEach(slot -> ports.add(slot.port()));
    var alive = new HashSet<Slot>();
    flows(ports).forEach(flow -> alive.add(flow.slot()));
    udp.stream().filter(slot -> !alive.contains(slot)).forEach(past::remove);
    forgetAt = past.size() + REMEMBERED;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /// Knows the doors that are open and stay so.
  @FunctionalInterface
  interface Staying {
    /// Where the slot's open doors lead; empty where none is open.
    Optional<Way> way(Slot slot);
  }
}
