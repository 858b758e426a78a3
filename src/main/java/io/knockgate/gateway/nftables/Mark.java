package io.knockgate.gateway.nftables;

/// Our byte of the firewall marks: the highest, the others are other people's. On a packet
/// [#VALUE] says that a door admitted it; on a connection, that it may stay when the door shuts.
final class Mark {
  static final int MASK = 0xff000000;
  static final int VALUE = 0x6b000000;

  /// On a connection: its door has shut behind it, and it stays as long as that door's time.
  static final int FIRST = 0x6c000000;

  /// On a connection: its door has shut behind it, and it may stay.
  static final int FIRST_KEPT = 0x6d000000;

  /// What matches [#VALUE], in nft's words.
  static final String MATCH = match(VALUE);

  private Mark() {}

  /// What matches a mark, in nft's words.
  static String match(int value) {
    return "%#010x == %#010x".formatted(MASK, value);
  }

  /// What puts a mark on a packet or a connection and leaves other people's bytes, in nft's words.
  ///
  /// @param what `meta mark` or `ct mark`
  static String set(String what, int value) {
    return "%1$s set %1$s and %2$#010x or %3$#010x".formatted(what, ~MASK, value);
  }

  /// Whether a connection with this mark may stay when its door shuts.
  static boolean keeps(int mark) {
    return (mark & MASK) == VALUE || (mark & MASK) == FIRST_KEPT;
  }

  /// Whether a door has shut behind a connection with this mark.
  static boolean isFirst(int mark) {
    return (mark & MASK) == FIRST || (mark & MASK) == FIRST_KEPT;
  }
}
