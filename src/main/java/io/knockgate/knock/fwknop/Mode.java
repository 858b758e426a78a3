package io.knockgate.knock.fwknop;

/// How an fwknop client encrypts (`ENCRYPTION_MODE` in .fwknoprc).
public enum Mode {
  /// AES in CBC mode with the whole key: what clients do unless told otherwise.
  CBC,
  /// The same with a key of exactly 16 bytes, cut or padded with the digit zero, as fwknop before
  /// 2.5 did.
  LEGACY
}
