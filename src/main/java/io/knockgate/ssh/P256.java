package io.knockgate.ssh;

import io.knockgate.net.BadValue;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

/// A key of ECDSA on NIST's curve P-256 with SHA-256 (RFC 5656).
final class P256 implements Curve {
  /// What SSH calls the curve (RFC 5656, 10.1).
  static final String NAME = "nistp256";

  private static final int POINT_LENGTH = 65;
  private static final ECDomainParameters DOMAIN =
      new ECDomainParameters(CustomNamedCurves.getByName("P-256"));

  private final ECPublicKeyParameters key;

  private P256(ECPublicKeyParameters key) {
    this.key = key;
  }

  /// @param curve the curve's name, as the key says it
  /// @param point uncompressed, as OpenSSH writes it: 04 ‖ x ‖ y
  static P256 of(String curve, byte[] point) throws BadValue {
    if (curve.equals(NAME) && point.length == POINT_LENGTH && point[0] == 4) {
      try {
        return new P256(new ECPublicKeyParameters(DOMAIN.getCurve().decodePoint(point), DOMAIN));
      } catch (IllegalArgumentException notOnTheCurve) {
        // told below
      }
    }
    throw new BadValue("the public key is no point of the curve nistp256; copy its line again");
  }

  @Override
  public boolean signed(byte[] message, byte[] signature) {
    var wire = new Wire(signature);
    var r = wire.positive();
    var s = wire.positive();
    if (!wire.ended()) {
      return false;
    }
    var signer = new ECDSASigner();
    signer.init(false, key);
    return signer.verifySignature(Hash.sha256(message), r, s);
  }
}
