package io.knockgate.ssh;

import io.knockgate.net.BadValue;
import java.util.Arrays;
import java.util.Optional;

/// The kinds of keys that can sign a knock.
enum Kind {
  ED25519("ssh-ed25519") {
    @Override
    Verifier read(Wire blob) throws BadValue {
      return Ed25519.of(blob.string()).plain(word());
    }
  },
  ECDSA("ecdsa-sha2-nistp256") {
    @Override
    Verifier read(Wire blob) throws BadValue {
      return P256.of(blob.name(), blob.string()).plain(word());
    }
  },
  FIDO_ED25519("sk-ssh-ed25519@openssh.com") {
    @Override
    Verifier read(Wire blob) throws BadValue {
      return SecurityKey.of(word(), Ed25519.of(blob.string()), blob.name());
    }
  },
  FIDO_ECDSA("sk-ecdsa-sha2-nistp256@openssh.com") {
    @Override
    Verifier read(Wire blob) throws BadValue {
      return SecurityKey.of(word(), P256.of(blob.name(), blob.string()), blob.name());
    }
  },
  RSA("ssh-rsa") {
    @Override
    Verifier read(Wire blob) throws BadValue {
      return Rsa.of(blob.positive(), blob.positive());
    }
  };

  private final String word;

  Kind(String word) {
    this.word = word;
  }

  /// Reads what follows the kind's word in a key's blob.
  abstract Verifier read(Wire blob) throws BadValue;

  /// As it stands in front of the key and at the beginning of its blob.
  String word() {
    return word;
  }

  static Optional<Kind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }
}
