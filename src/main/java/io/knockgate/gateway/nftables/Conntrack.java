package io.knockgate.gateway.nftables;

import static io.knockgate.linux.Netlink.IPV4;
import static io.knockgate.linux.Netlink.IPV6;
import static io.knockgate.linux.Netlink.NFNL_SUBSYS_CTNETLINK;
import static io.knockgate.linux.Netlink.NLM_F_ACK;
import static io.knockgate.linux.Netlink.NLM_F_CREATE;
import static io.knockgate.linux.Netlink.NLM_F_DUMP;
import static io.knockgate.linux.Netlink.type;

import io.knockgate.linux.Errno;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.NetlinkAttributes;
import io.knockgate.linux.NetlinkDialogue;
import io.knockgate.linux.NetlinkReader;
import io.knockgate.linux.NetlinkWriter;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
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
  private static final int CTA_TUPLE_ORIG = 1;
  private static final int CTA_TUPLE_REPLY = 2;
  private static final int CTA_STATUS = 3;
  private static final int CTA_PROTOINFO = 4;
  private static final int CTA_TIMEOUT = 7;
  private static final int CTA_MARK = 8;
  private static final int CTA_ID = 12;
  private static final int CTA_MARK_MASK = 21;
  private static final int CTA_FILTER = 25;
  private static final int CTA_TUPLE_IP = 1;
  private static final int CTA_TUPLE_PROTO = 2;
  private static final int CTA_IP_V4_SRC = 1;
  private static final int CTA_IP_V4_DST = 2;
  private static final int CTA_IP_V6_SRC = 3;
  private static final int CTA_IP_V6_DST = 4;
  private static final int CTA_PROTO_NUM = 1;
  private static final int CTA_PROTO_SRC_PORT = 2;
  private static final int CTA_PROTO_DST_PORT = 3;
  private static final int CTA_PROTOINFO_TCP = 1;
  private static final int CTA_PROTOINFO_TCP_STATE = 1;
  private static final int CTA_PROTOINFO_TCP_FLAGS_ORIGINAL = 4;
  private static final int CTA_PROTOINFO_TCP_FLAGS_REPLY = 5;
  private static final int CTA_FILTER_ORIG_FLAGS = 1;
  private static final int CTA_FILTER_REPLY_FLAGS = 2;

  // Which parts of the tuple a filter means: net/netfilter/nf_internals.h
  private static final int FILTER_SOURCE = 1;
  private static final int FILTER_PROTOCOL = 1 << 3;
  private static final int FILTER_DESTINATION_PORT = 1 << 5;

  private final NetlinkDialogue netlink;

  Conntrack(NetlinkDialogue netlink) {
    this.netlink = netlink;
  }

  /// Every flow that was begun towards these ports.
  ///
  /// @param v6 the family
  /// @param source only flows of this source, of that family
  List<Flow> flows(boolean v6, Set<Port> ports, @Nullable Address source) throws LinuxException {
    var flows = new ArrayList<Flow>();
    boolean steady;
    int attempts = 0;
    do {
      flows.clear();
      var request = netlink.write();
      request.message(GET, NLM_F_DUMP);
      request.nfgen(v6 ? IPV6 : IPV4, 0);
      if (ports.size() == 1) {
        filter(request, ports.iterator().next(), source);
      }
      // Kernels before 5.8 know no filter and tell all, so what comes is looked at all the same.
      steady =
          netlink.dump(
              "conntrack list",
              message -> {
                var flow = read(message);
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
    original(request, flow);
    request.u32(CTA_ID, flow.id());
    requestUnlessGone("conntrack delete", sequence);
  }

  /// Puts our mark on a flow, so that it stays whatever door shuts.
  void mark(Flow flow) throws LinuxException {
    var request = netlink.write();
    int sequence = request.message(NEW, NLM_F_ACK);
    request.nfgen(flow.source().isV6() ? IPV6 : IPV4, 0);
    original(request, flow);
    request.u32(CTA_MARK, Mark.VALUE).u32(CTA_MARK_MASK, Mark.MASK);
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
    original(request, flow);
    tuple(request, CTA_TUPLE_REPLY, local.address(), local.port(), source, sourcePort, port);
    request.u32(CTA_STATUS, Flow.SEEN_REPLY | Flow.ASSURED | Flow.CONFIRMED);
    // Long enough to see its next packet; from then on the kernel's own timeout counts.
    request.u32(CTA_TIMEOUT, 5 * 24 * 3600).u32(CTA_MARK, Mark.VALUE);
    int info = request.nest(CTA_PROTOINFO);
    int tcp = request.nest(CTA_PROTOINFO_TCP);
    request.u8(CTA_PROTOINFO_TCP_STATE, 3); // TCP_CONNTRACK_ESTABLISHED
    // struct nf_ct_tcp_flags {flags, mask}: IP_CT_TCP_FLAG_BE_LIBERAL, for its windows are unknown
    request.bytes(CTA_PROTOINFO_TCP_FLAGS_ORIGINAL, new byte[] {8, 8});
    request.bytes(CTA_PROTOINFO_TCP_FLAGS_REPLY, new byte[] {8, 8});
    request.end(tcp).end(info);
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

  private static void filter(NetlinkWriter request, Port port, @Nullable Address source) {
    // Not by IPv6 source: up to 6.18 at least, ctnetlink_filter_match_tuple gives all but the
    // equal.
    boolean bySource = source != null && !source.isV6();
    int tuple = request.nest(CTA_TUPLE_ORIG);
    if (source != null && bySource) {
      int ip = request.nest(CTA_TUPLE_IP);
      request.bytes(CTA_IP_V4_SRC, source.bytes());
      request.end(ip);
    }
    int protocol = request.nest(CTA_TUPLE_PROTO);
    request.u8(CTA_PROTO_NUM, port.protocol().number()).u16(CTA_PROTO_DST_PORT, port.number());
    request.end(protocol).end(tuple);
    int filter = request.nest(CTA_FILTER);
    int parts = FILTER_PROTOCOL | FILTER_DESTINATION_PORT | (bySource ? FILTER_SOURCE : 0);
    request.hostU32(CTA_FILTER_ORIG_FLAGS, parts).hostU32(CTA_FILTER_REPLY_FLAGS, 0);
    request.end(filter);
  }

  private static void original(NetlinkWriter request, Flow flow) {
    tuple(
        request,
        CTA_TUPLE_ORIG,
        flow.source(),
        flow.sourcePort(),
        flow.destination(),
        flow.port().number(),
        flow.port());
  }

  private static void tuple(
      NetlinkWriter request,
      int which,
      Address from,
      int fromPort,
      Address to,
      int toPort,
      Port protocolOf) {
    int tuple = request.nest(which);
    int ip = request.nest(CTA_TUPLE_IP);
    request.bytes(from.isV6() ? CTA_IP_V6_SRC : CTA_IP_V4_SRC, from.bytes());
    request.bytes(to.isV6() ? CTA_IP_V6_DST : CTA_IP_V4_DST, to.bytes());
    request.end(ip);
    int protocol = request.nest(CTA_TUPLE_PROTO);
    request.u8(CTA_PROTO_NUM, protocolOf.protocol().number());
    request.u16(CTA_PROTO_SRC_PORT, fromPort).u16(CTA_PROTO_DST_PORT, toPort);
    request.end(protocol).end(tuple);
  }

  /// One side of a flow as it stands in a tuple.
  private record Tuple(Address from, int fromPort, Address to, int toPort, int protocol) {}

  private static @Nullable Flow read(NetlinkReader message) {
    Tuple original = null;
    Tuple reply = null;
    int status = 0;
    int mark = 0;
    int id = 0;
    for (var attributes = message.attributes(); attributes.next(); ) {
      switch (attributes.type()) {
        case CTA_TUPLE_ORIG -> original = tuple(attributes.nested());
        case CTA_TUPLE_REPLY -> reply = tuple(attributes.nested());
        case CTA_STATUS -> status = attributes.u32();
        case CTA_MARK -> mark = attributes.u32();
        case CTA_ID -> id = attributes.u32();
        default -> {}
      }
    }
    if (original == null || reply == null || original.toPort() == 0 || reply.fromPort() == 0) {
      return null;
    }
    var protocol = original.protocol() == Protocol.TCP.number() ? Protocol.TCP : Protocol.UDP;
    if (original.protocol() != protocol.number()) {
      return null;
    }
    return new Flow(
        original.from(),
        original.fromPort(),
        original.to(),
        new Port(protocol, original.toPort()),
        new Endpoint(reply.from(), reply.fromPort()),
        status,
        mark,
        id);
  }

  private static @Nullable Tuple tuple(NetlinkAttributes tuple) {
    Address from = null;
    Address to = null;
    int fromPort = 0;
    int toPort = 0;
    int protocol = 0;
    while (tuple.next()) {
      if (tuple.type() == CTA_TUPLE_IP) {
        for (var ip = tuple.nested(); ip.next(); ) {
          switch (ip.type()) {
            case CTA_IP_V4_SRC, CTA_IP_V6_SRC -> from = Address.of(ip.bytes());
            case CTA_IP_V4_DST, CTA_IP_V6_DST -> to = Address.of(ip.bytes());
            default -> {}
          }
        }
      } else if (tuple.type() == CTA_TUPLE_PROTO) {
        for (var proto = tuple.nested(); proto.next(); ) {
          switch (proto.type()) {
            case CTA_PROTO_NUM -> protocol = proto.u8();
            case CTA_PROTO_SRC_PORT -> fromPort = proto.u16();
            case CTA_PROTO_DST_PORT -> toPort = proto.u16();
            default -> {}
          }
        }
      }
    }
    return from == null || to == null ? null : new Tuple(from, fromPort, to, toPort, protocol);
  }
}
