package io.knockgate.packet;

/// What a frame's bytes begin with.
public enum Link {
  /// The IP header itself: NFLOG, tun, ppp and WireGuard interfaces.
  IP,
  /// An Ethernet II header, with any number of VLAN tags.
  ETHERNET,
  /// Linux "cooked" captures, version 1 (`LINKTYPE_LINUX_SLL`, 16 bytes).
  LINUX_SLL
}
