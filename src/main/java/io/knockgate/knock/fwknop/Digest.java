package io.knockgate.knock.fwknop;

import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;

/// The digests that an fwknop client can make its HMAC with (`HMAC_DIGEST_TYPE` in .fwknoprc).
public enum Digest {
  MD5(16),
  SHA1(20),
  SHA256(32),
  SHA384(48),
  SHA512(64),
  SHA3_256(32),
  SHA3_512(64);

  /// How many bytes it has.
  final int size;

  /// How many characters it has in a packet.
  final int length;

  Digest(int size) {
    this.size = size;
    this.length = Base64Text.length(size);
  }

  /// Something that computes it, for one thread.
  ExtendedDigest begin() {
    return switch (this) {
      case MD5 -> new MD5Digest();
      case SHA1 -> new SHA1Digest();
      case SHA256 -> new SHA256Digest();
      case SHA384 -> new SHA384Digest();
      case SHA512 -> new SHA512Digest();
      case SHA3_256 -> new Sha3(256);
      case SHA3_512 -> new Sha3(512);
    };
  }

  /// The digest of these bytes, as it stands in a packet.
  String of(byte[] bytes) {
    var digest = begin();
    digest.update(bytes, 0, bytes.length);
    var sum = new byte[size];
    digest.doFinal(sum, 0);
    return Base64Text.encode(sum);
  }
}
