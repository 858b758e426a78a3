package io.knockgate.knock.spa;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/// What stands at the end of a packet and shows that its sender knows the gateway's public key: the
/// first 16 bytes of HMAC-SHA256 over all before. It proves nobody, but noise and scans don't have
/// it (it is mac1 of WireGuard's paper, 5.4.4). Allocates nothing; one thread uses an instance.
final class Doorbell {
  static final int LENGTH = 16;

  /// Another suite of algorithms would have another label, and so be told by its doorbell.
  private static final String LABEL = "knockgate doorbell 1";

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final HMac mac = new HMac(new SHA256Digest());
  private final byte[] computed = new byte[mac.getMacSize()];

  Doorbell(GatewayKey gateway) {
    var digest = new SHA256Digest();
    var label = LABEL.getBytes(US_ASCII);
    digest.update(label, 0, label.length);
    digest.update(gateway.bytes(), 0, GatewayKey.LENGTH);
    var key = new byte[digest.getDigestSize()];
    digest.doFinal(key, 0);
    mac.init(new KeyParameter(key));
  }

  /// Whether the bytes from `from` to `to` (exclusive), more than 16, end with their doorbell;
  /// takes as long for a near miss as for a far one.
  boolean isRight(byte[] bytes, int from, int to) {
    int end = to - LENGTH;
    compute(bytes, from, end);
    int differences = 0;
    for (int i = 0; i < LENGTH; i++) {
      differences |= computed[i] ^ bytes[end + i];
    }
    return differences == 0;
  }

  /// The first half of the doorbell of a packet that ends at `to`: as good as random for who has
  /// not the gateway's key.
  static long half(byte[] bytes, int to) {
    return (long) LONGS.get(bytes, to - LENGTH);
  }

  /// Writes the doorbell of a whole packet to its end.
  void write(byte[] packet) {
    int end = packet.length - LENGTH;
    compute(packet, 0, end);
    System.arraycopy(computed, 0, packet, end, LENGTH);
  }

  private void compute(byte[] bytes, int from, int end) {
    mac.update(bytes, from, end - from);
    mac.doFinal(computed, 0);
  }
}
