package io.knockgate.ssh;

import static org.bouncycastle.math.ec.rfc8032.Ed25519.PUBLIC_KEY_SIZE;
import static org.bouncycastle.math.ec.rfc8032.Ed25519.SIGNATURE_SIZE;
import static org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFullExport;
import static org.bouncycastle.math.ec.rfc8032.Ed25519.verify;

import io.knockgate.net.BadValue;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;

/// A key of Ed25519 (RFC 8032; in SSH RFC 8709).
final class Ed25519 implements Curve {
  private final PublicPoint point;

  private Ed25519(PublicPoint point) {
    this.point = point;
  }

  /// @param written the 32 bytes of the point; one of small order would make anybody's signature
  ///     sound, and is refused
  static Ed25519 of(byte[] written) throws BadValue {
    var point = written.length == PUBLIC_KEY_SIZE ? validatePublicKeyFullExport(written, 0) : null;
    if (point == null) {
      throw new BadValue("the public key is no point of Ed25519; copy its line again");
    }
    return new Ed25519(point);
  }

  @Override
  public boolean signed(byte[] message, byte[] signature) {
    return signature.length == SIGNATURE_SIZE
        && verify(signature, 0, point, message, 0, message.length);
  }
}
