package io.knockgate.ssh;

import io.knockgate.net.BadValue;
import java.math.BigInteger;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.RSADigestSigner;

/// A key of RSA, whose signatures are made with SHA-512 or SHA-256 (RFC 8332), never SHA-1.
final class Rsa implements Verifier {
  private static final int FEWEST_BITS = 2048;
  private static final int MOST_BITS = 4096;

  /// Larger exponents are never used and would make a signature dear to check.
  private static final int MOST_EXPONENT_BITS = 32;

  private final RSAKeyParameters key;

  private Rsa(RSAKeyParameters key) {
    this.key = key;
  }

  static Rsa of(BigInteger exponent, BigInteger modulus) throws BadValue {
    int bits = modulus.bitLength();
    if (bits < FEWEST_BITS || bits > MOST_BITS) {
      throw new BadValue(
          "the RSA key has %d bits; %d to %d are taken, and `ssh-keygen -t ed25519` makes a better key"
              .formatted(bits, FEWEST_BITS, MOST_BITS));
    }
    try {
      if (exponent.bitLength() <= MOST_EXPONENT_BITS && exponent.bitLength() > 1) {
        return new Rsa(new RSAKeyParameters(false, modulus, exponent));
      }
    } catch (IllegalArgumentException even) {
      // told below
    }
    throw new BadValue("these numbers are no public key of RSA; copy its line again");
  }

  @Override
  public boolean verifies(byte[] message, String algorithm, Wire rest) {
    var digest =
        switch (algorithm) {
          case "rsa-sha2-512" -> new SHA512Digest();
          case "rsa-sha2-256" -> new SHA256Digest();
          default -> null;
        };
    var signature = rest.string();
    if (digest == null || !rest.ended() || signature.length != length()) {
      return false;
    }
    var signer = new RSADigestSigner(digest);
    signer.init(false, key);
    signer.update(message, 0, message.length);
    return signer.verifySignature(signature);
  }

  private int length() {
    return (key.getModulus().bitLength() + 7) / 8;
  }
}
