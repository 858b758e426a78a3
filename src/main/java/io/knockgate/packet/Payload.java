package io.knockgate.packet;

import java.util.Arrays;

/// What a UDP datagram carries: a part of an array that is never written again.
///
/// @param bytes the array
/// @param from where it begins
/// @param to where it ends, exclusive
@SuppressWarnings("ArrayRecordComponent") // one per datagram, on the hot path; never compared
public record Payload(byte[] bytes, int from, int to) {
  /// Nothing: a TCP SYN, a datagram that is empty, one that was captured in part or came in
  /// fragments, and one that a firewall log tells of.
  public static final Payload NONE = new Payload(new byte[0], 0, 0);

  /// How many bytes it has.
  public int length() {
    return to - from;
  }

  /// A copy of the bytes.
  public byte[] copy() {
    return Arrays.copyOfRange(bytes, from, to);
  }
}
