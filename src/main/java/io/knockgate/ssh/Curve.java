package io.knockgate.ssh;

/// A public key of an elliptic curve, without what SSH wraps around its signatures.
interface Curve {
  /// Whether the signature, as the curve's algorithm writes it in SSH, is this key's.
  boolean signed(byte[] message, byte[] signature);

  /// Checks signatures of a key that a file or an agent holds.
  ///
  /// @param name the one algorithm of the key's signatures
  default Verifier plain(String name) {
    return (message, algorithm, rest) -> {
      var signature = rest.string();
      return rest.ended() && algorithm.equals(name) && signed(message, signature);
    };
  }
}
