package io.knockgate.ssh;

import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;

/// The digests of SHA-2 (FIPS 180-4).
final class Hash {
  private Hash() {}

  static byte[] sha256(byte[] bytes) {
    return of(new SHA256Digest(), bytes);
  }

  static byte[] sha512(byte[] bytes) {
    return of(new SHA512Digest(), bytes);
  }

  private static byte[] of(Digest digest, byte[] bytes) {
    digest.update(bytes, 0, bytes.length);
    var hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return hash;
  }
}
