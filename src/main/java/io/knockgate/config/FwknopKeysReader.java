package io.knockgate.config;

import io.knockgate.config.KnockForm.Passphrase;
import io.knockgate.config.KnockForm.RawKey;
import io.knockgate.knock.fwknop.Digest;
import io.knockgate.knock.fwknop.Mode;
import io.knockgate.secret.SecretReference;
import java.util.Optional;

/// Reads what both ends of an fwknop packet know.
final class FwknopKeysReader {
  private FwknopKeysReader() {}

  static Optional<ClientKeys.Fwknop> read(Section section) {
    var key = key(section, "key", "passphrase");
    var hmacKey = key(section, "hmac-key", "hmac-passphrase");
    var hmac = section.get("hmac").flatMap(item -> item.word(Digest.class)).orElse(Digest.SHA256);
    var mode = section.get("mode").flatMap(FwknopKeysReader::mode).orElse(Mode.CBC);
    return key.isPresent() && hmacKey.isPresent()
        ? Optional.of(new ClientKeys.Fwknop(key.get(), hmacKey.get(), hmac, mode))
        : Optional.empty();
  }

  private static Optional<KnockForm.Key> key(Section section, String raw, String passphrase) {
    return section
        .oneOf(raw, passphrase)
        .flatMap(
            item ->
                item.text(SecretReference::parse)
                    .map(Placed::value)
                    .map(item.name().equals(raw) ? RawKey::new : Passphrase::new));
  }

  private static Optional<Mode> mode(Item item) {
    var mode = item.word(Mode.class);
    if (mode.equals(Optional.of(Mode.LEGACY))) {
      item.problems().add(item.place(), Fault.LEGACY);
    }
    return mode;
  }
}
