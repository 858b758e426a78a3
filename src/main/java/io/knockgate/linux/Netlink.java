package io.knockgate.linux;

/// The numbers of netlink itself (linux/netlink.h) and of its netfilter family
/// (linux/netfilter/nfnetlink.h). What belongs to one subsystem alone stands with who speaks to it.
public final class Netlink {
  /// The protocol of everything netfilter.
  public static final int NETLINK_NETFILTER = 12;

  /// Bytes of a message's header, and of an attribute's.
  public static final int MESSAGE_HEADER = 16;

  public static final int ATTRIBUTE_HEADER = 4;

  /// Bytes of `struct nfgenmsg`, which follows the header of every netfilter message.
  public static final int NFGEN_HEADER = 4;

  public static final int NLMSG_ERROR = 2;
  public static final int NLMSG_DONE = 3;

  public static final int NLM_F_REQUEST = 0x1;
  public static final int NLM_F_ACK = 0x4;
  public static final int NLM_F_DUMP_INTR = 0x10;
  public static final int NLM_F_CAPPED = 0x100;
  public static final int NLM_F_ACK_TLVS = 0x200;
  public static final int NLM_F_DUMP = 0x300;
  public static final int NLM_F_CREATE = 0x400;

  /// Flags in an attribute's type.
  static final int NLA_F_NESTED = 0x8000;

  static final int NLA_TYPE_MASK = 0x3fff;

  public static final int NFNL_MSG_BATCH_BEGIN = 0x10;
  public static final int NFNL_MSG_BATCH_END = 0x11;

  public static final int NFNL_SUBSYS_CTNETLINK = 1;
  public static final int NFNL_SUBSYS_ULOG = 4;
  public static final int NFNL_SUBSYS_NFTABLES = 10;

  /// The multicast group that tells of every change of nf_tables.
  public static final int NFNLGRP_NFTABLES = 7;

  /// Address families as netfilter numbers them (`NFPROTO_`).
  public static final int UNSPEC = 0;

  public static final int INET = 1;
  public static final int IPV4 = 2;
  public static final int IPV6 = 10;

  private Netlink() {}

  /// The message type of a netfilter subsystem's own message.
  public static int type(int subsystem, int message) {
    return subsystem << 8 | message;
  }

  /// A length rounded up to netlink's alignment of 4.
  static int align(int length) {
    return (length + 3) & ~3;
  }
}
