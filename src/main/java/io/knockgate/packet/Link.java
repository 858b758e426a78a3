package io.knockgate.packet;

/// What a frame's bytes begin with.
public enum Link {
  /// The IP header itself: NFLOG, tun, ppp and WireGuard interfaces.
  IP,
  /// An Ethernet II header, with any number of VLAN tags.
  ETHERNET,
  /// Linux "cooked" captures, version 1 (`LINKTYPE_LINUX_SLL`, 16 bytes).
  LINUX_SLL,
  /// The same, version 2 (`LINKTYPE_LINUX_SLL2`, 20 bytes): `tcpdump -i any`.
  LINUX_SLL2,
  /// NFLOG's attributes (`LINKTYPE_NFLOG`): `tcpdump -i nflog:62`.
  NFLOG
}
