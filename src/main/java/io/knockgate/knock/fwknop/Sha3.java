package io.knockgate.knock.fwknop;

import org.bouncycastle.crypto.CryptoServiceProperties;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.jspecify.annotations.Nullable;

/// SHA-3 that allocates nothing when an HMAC goes back to its key: Bouncy Castle's tells its policy
/// what it is each time, in words.
final class Sha3 extends SHA3Digest {
  private @Nullable CryptoServiceProperties properties;

  /// @param bits 256 or 512
  Sha3(int bits) {
    super(bits);
  }

  @Override
  protected CryptoServiceProperties cryptoServiceProperties() {
    var known = properties;
    if (known == null) {
      known = super.cryptoServiceProperties();
      properties = known;
    }
    return known;
  }
}
