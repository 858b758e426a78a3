package io.knockgate.config;

import io.knockgate.knock.fwknop.Digest;
import io.knockgate.knock.fwknop.Mode;
import io.knockgate.ssh.SshKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client proves itself with.
///
/// @param ssh the public keys of `key`; none where it is not written
/// @param fwknop null where it is not written
public record ClientKeys(List<SshKey> ssh, @Nullable Fwknop fwknop) {
  public ClientKeys {
    ssh = List.copyOf(ssh);
  }

  /// `fwknop: {key: ..., hmac-key: ...}`
  ///
  /// @param key what packets are encrypted with: a [KnockForm.RawKey] is base64, as KEY_BASE64 in
  ///     .fwknoprc, a [KnockForm.Passphrase] raw text, as KEY
  /// @param hmacKey what they are authenticated with, in the same two forms
  /// @param hmac the HMAC's digest
  /// @param mode how they are encrypted
  public record Fwknop(KnockForm.Key key, KnockForm.Key hmacKey, Digest hmac, Mode mode) {}
}
