package io.knockgate.gateway.nftables;

import static io.knockgate.linux.Netlink.IPV4;
import static io.knockgate.linux.Netlink.IPV6;
import static io.knockgate.linux.Netlink.NFNL_SUBSYS_CTNETLINK;
import static io.knockgate.linux.Netlink.NLM_F_ACK;
import static io.knockgate.linux.Netlink.NLM_F_CREATE;
import static io.knockgate.linux.Netlink.NLM_F_DUMP;
import static io.knockgate.linux.Netlink.UNSPEC;
import static io.knockgate.linux.Netlink.type;

import io.knockgate.linux.Errno;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.NetlinkDialogue;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The kernel's connection tracking, through ctnetlink.
final class Conntrack {
  // linux/netfilter/nfnetlink_conntrack.h
  private static final int NEW = type(NFNL_SUBSYS_CTNETLINK, 0);
  private static final int GET = type(NFNL_SUBSYS_CTNETLINK, 1);
  private static final int DELETE = type(NFNL_SUBSYS_CTNETLINK, 2);

  private final NetlinkDialogue netlink;

  Conntrack(NetlinkDialogue netlink) {
    this.netlink = netlink;
  }

  /// Every flow of either family that was begun towards these ports. One walk finds them; for one
  /// port there are two, in which the kernel leaves out all others, but not for both families.
  List<Flow> flows(Set<Port> ports) throws LinuxException {
    if (ports.size() != 1) {
      return flows(UNSPEC, ports, null);
    }
    var flows = flows(IPV4, ports, null);
    flows.addAll(flows(IPV6, ports, null));
    return flows;
  }

  /// Every flow that this source began towards this port.
  List<Flow> flows(Port port, Address source) throws LinuxException {
    return flows(source.isV6() ? IPV6 : IPV4, Set.of(port), source);
  }

  private List<Flow> flows(int family, Set<Port> ports, @Nullable Address source)
      throws LinuxException {
    var flows = new ArrayList<Flow>();
    boolean steady;
    int attempts = 0;
    do {
      flows.clear();
      var request = netlink.write();
      request.message(GET, NLM_F_DUMP);
      request.nfgen(family, 0);
      if (ports.size() == 1) {
        FlowMessage.filter(request, ports.iterator().next(), source);
      }
      // Kernels before 5.8 know no filter and tell all, so what comes is looked at all the same.
      steady =
          netlink.dump(
              "conntrack list",
              message -> {
                var flow = FlowMessage.read(message);
                if (flow != null
                    && ports.contains(flow.port())
                    && (source == null || flow.source().equals(source))) {
                  flows.add(flow);
                }
              });
    } while (!steady && ++attempts < 5);
    return flows;
  }

  /// Forgets a flow. One that is gone already is no fault.
  void delete(Flow flow) throws LinuxException {
    var request = netlink.write();
    int sequence = request.message(DELETE, NLM_F_ACK);
    request.nfgen(flow.source().isV6() ? IPV6 : IPV4, 0);
    FlowMessage.named(request, flow);
    requestUnlessGone("conntrack delete", sequence);
  }

  /// Puts our mark on a flow, so that it stays whatever door shuts.
  void mark(Flow flow) throws LinuxException {
    var request = netlink.write();
    int sequence = request.message(NEW, NLM_F_ACK);
    request.nfgen(flow.source().isV6() ? IPV6 : IPV4, 0);
    FlowMessage.marked(request, flow);
    requestUnlessGone("conntrack mark", sequence);
  }

  /// Makes an established TCP flow known that conntrack never saw begin, with our mark on it. One
  /// that is known already is no fault.
  void adopt(Address source, int sourcePort, Endpoint local) throws LinuxException {
    var port = Port.tcp(local.port());
    var flow = new Flow(source, sourcePort, local.address(), port, local, 0, 0, 0);
    var request = netlink.write();
    int sequence = request.message(NEW, NLM_F_ACK | NLM_F_CREATE);
    request.nfgen(source.isV6() ? IPV6 : IPV4, 0);
    FlowMessage.established(request, flow);
    try {
      netlink.request("conntrack adopt", sequence);
    } catch (LinuxException refused) {
      if (refused.errno() != Errno.EEXIST) {
        throw refused;
      }
    }
  }

  private void requestUnlessGone(String what, int sequence) throws LinuxException {
    try {
      netlink.request(what, sequence);
    } catch (LinuxException refused) {
      if (refused.errno() != Errno.ENOENT) {
        throw refused;
      }
    }
  }
}
