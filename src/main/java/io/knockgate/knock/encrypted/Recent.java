package io.knockgate.knock.encrypted;

import io.knockgate.knock.Sources;
import io.knockgate.packet.Packet;

/// The last knocks of one source on one range, as many as the longest message has. A SYN that is
/// sent again is no knock, not even after the message that it belongs to: clients that leave it to
/// their kernel send each again 1, 3 and 7 seconds later, in order.
final class Recent implements Sources.Entry {
  private static final int MOST = Cipher.LONGEST;
  private static final long MILLISECOND = 1_000_000;

  private final long[] connections = new long[MOST];
  private final int[] millis = new int[MOST];
  private int next;
  private int remembered;
  private int count;
  private long last;

  @Override
  public void reset(long nanos) {
    remembered = 0;
    count = 0;
    last = nanos;
  }

  /// How many knocks there are that can belong to a message.
  int count() {
    return count;
  }

  /// The message is whole: its knocks belong to no other.
  void spend() {
    count = 0;
  }

  boolean has(Packet packet) {
    long connection = packet.connection();
    for (int back = 1; back <= remembered; back++) {
      if (connections[place(back)] == connection) {
        return true;
      }
    }
    return false;
  }

  /// Adds one, and forgets the oldest if there is no room.
  ///
  /// @param longest nanoseconds of rest after which those before it can't belong to it
  void add(Packet packet, long longest) {
    if (packet.nanos() - last > longest) {
      count = 0;
    }
    connections[next] = packet.connection();
    millis[next] = (int) (packet.nanos() / MILLISECOND);
    next = (next + 1) % MOST;
    count = Math.min(count + 1, MOST);
    remembered = Math.min(remembered + 1, MOST);
    last = packet.nanos();
  }

  /// Milliseconds from the first of the last `length` knocks to the last.
  int duration(int length) {
    return millis[place(1)] - millis[place(length)];
  }

  /// Puts what the last `length` knocks spell into the array.
  ///
  /// @param first the port that spells zero
  void spell(byte[] bytes, int length, int first) {
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ((int) (connections[place(length - i)] >>> 32) - first);
    }
  }

  private int place(int back) {
    int place = next - back;
    return place < 0 ? place + MOST : place;
  }
}
