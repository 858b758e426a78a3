package io.knockgate.linux;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Keeps the end of what is written to it, in memory of a fixed size, however much comes.
final class TailOutput extends OutputStream {
  private final byte[] ring;
  private long written;

  /// @param size how many bytes are kept
  TailOutput(int size) {
    this.ring = new byte[size];
  }

  @Override
  public synchronized void write(int octet) {
    ring[(int) (written++ % ring.length)] = (byte) octet;
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    int kept = Math.min(length, ring.length);
    written += length - kept;
    for (int i = offset + length - kept; i < offset + length; i++) {
      ring[(int) (written++ % ring.length)] = bytes[i];
    }
  }

  /// What is kept, as UTF-8; bytes that are none become U+FFFD.
  synchronized String text() {
    int length = (int) Math.min(written, ring.length);
    var bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = ring[(int) ((written - length + i) % ring.length)];
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
