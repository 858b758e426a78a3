package io.knockgate.gateway.nftables;

/// Our byte of the firewall marks: the highest, the others are other people's. On a packet it says
/// that a door admitted it; on a connection, that it may stay when the door shuts.
final class Mark {
  static final int MASK = 0xff000000;
  static final int VALUE = 0x6b000000;

  /// What matches it, in nft's words.
  static final String MATCH = "0xff000000 == 0x6b000000";

  private Mark() {}

  static boolean isOn(int mark) {
    return (mark & MASK) == VALUE;
  }
}
