package io.knockgate.gateway.nftables;

import io.knockgate.linux.NetlinkAttributes;
import io.knockgate.linux.NetlinkReader;
import io.knockgate.linux.NetlinkWriter;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import org.jspecify.annotations.Nullable;

/// A flow as the attributes of a message of ctnetlink.
final class FlowMessage {
  // linux/netfilter/nfnetlink_conntrack.h
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

  private FlowMessage() {}

  /// Names a flow that the kernel has told of, and no other that has its ports by now.
  static void named(NetlinkWriter request, Flow flow) {
    original(request, flow);
    request.u32(CTA_ID, flow.id());
  }

  /// Names a flow, which is to have our mark.
  static void marked(NetlinkWriter request, Flow flow) {
    original(request, flow);
    request.u32(CTA_MARK, Mark.VALUE).u32(CTA_MARK_MASK, Mark.MASK);
  }

  /// Describes a TCP flow to the gateway itself that is established and has our mark.
  static void established(NetlinkWriter request, Flow flow) {
    original(request, flow);
    tuple(
        request,
        CTA_TUPLE_REPLY,
        flow.destination(),
        flow.port().number(),
        flow.source(),
        flow.sourcePort(),
        flow.port());
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
  }

  /// Asks for the flows to this port alone, where the kernel can do that.
  static void filter(NetlinkWriter request, Port port, @Nullable Address source) {
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

  /// The flow that the kernel tells of; null where it is none of TCP or UDP.
  static @Nullable Flow read(NetlinkReader message) {
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
