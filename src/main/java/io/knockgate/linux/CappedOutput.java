package io.knockgate.linux;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Takes what a program writes, up to a limit; the rest is read and thrown away, so that the
/// program is never stuck on a full pipe.
final class CappedOutput extends OutputStream {
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final int limit;
  private boolean cut;

  CappedOutput(int limit) {
    this.limit = limit;
  }

  @Override
  public synchronized void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) {
    int fitting = Math.min(length, limit - kept.size());
    kept.write(bytes, from, fitting);
    cut |= fitting < length;
  }

  /// Whether there was more than the limit.
  synchronized boolean cut() {
    return cut;
  }

  /// What was kept, as UTF-8.
  synchronized String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }
}
