package io.knockgate.ssh;

/// What tells whether a signature is of one key.
interface Verifier {
  /// Whether the signature is sound.
  ///
  /// @param message what was signed
  /// @param algorithm what the signature says it was made with
  /// @param signature what follows the algorithm's name in its blob, all of it
  boolean verifies(byte[] message, String algorithm, Wire signature);
}
