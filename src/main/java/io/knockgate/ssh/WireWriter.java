package io.knockgate.ssh;

import java.io.ByteArrayOutputStream;

/// Writes SSH's data types (RFC 4251, 5).
public final class WireWriter {
  private final ByteArrayOutputStream to = new ByteArrayOutputStream();

  /// These bytes as they are.
  public void bytes(byte[] bytes) {
    to.writeBytes(bytes);
  }

  /// A `string`.
  public void string(byte[] bytes) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      to.write(bytes.length >>> shift);
    }
    to.writeBytes(bytes);
  }

  /// All that was written.
  public byte[] toByteArray() {
    return to.toByteArray();
  }
}
