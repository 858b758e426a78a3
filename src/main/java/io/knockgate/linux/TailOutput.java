package io.knockgate.linux;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Keeps the end of what is written to it, in memory of a fixed size, however much comes. Any
/// thread may read.
final class TailOutput extends OutputStream {
  private static final int LONGEST_CHARACTER = 4; // bytes of UTF-8

  private final byte[] ring;
  private long written;

  /// @param size how many bytes are kept
  TailOutput(int size) {
    this.ring = new byte[size];
  }

  @Override
  public void write(int octet) {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    int kept = Math.min(length, ring.length);
    written += length - kept;
    int at = place(written);
    int first = Math.min(kept, ring.length - at);
    System.arraycopy(bytes, offset + length - kept, ring, at, first);
    System.arraycopy(bytes, offset + length - kept + first, ring, 0, kept - first);
    written += kept;
  }

  /// What is kept, as UTF-8; bytes that are none become U+FFFD.
  synchronized String text() {
    return text(oldest(), written);
  }

  /// What was written after this many bytes, as far as it is kept. A character whose last bytes are
  /// still to come waits for them.
  synchronized Program.Piece from(long position) {
    long start = Math.clamp(position, oldest(), written);
    long end = whole(start);
    return new Program.Piece(text(start, end), end);
  }

  private long oldest() {
    return Math.max(0, written - ring.length);
  }

  private String text(long start, long end) {
    var bytes = new byte[(int) (end - start)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = ring[place(start + i)];
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// Where the last character begins, if it is not whole yet, else the end.
  private long whole(long start) {
    long earliest = Math.max(start, written - (LONGEST_CHARACTER - 1));
    for (long at = written - 1; at >= earliest; at--) {
      int octet = ring[place(at)] & 0xff;
      if (octet < 0x80) {
        break;
      }
      if (octet >= 0xc0) { // the first byte of a character
        int length = octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : 2;
        return at + length > written ? at : written;
      }
    }
    return written;
  }

  private int place(long position) {
    return (int) (position % ring.length);
  }
}
