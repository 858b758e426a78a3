package io.knockgate.knock.fwknop;

import io.knockgate.net.BadValue;
import io.knockgate.secret.Secret;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.generators.OpenSSLPBEParametersGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/// The two keys that a client shares with the gateway: one encrypts its packets, the other one
/// authenticates them. Never prints them.
public final class FwknopKey {
  /// The longest key for encryption that fwknop takes, in bytes (RIJNDAEL_MAX_KEYSIZE).
  private static final int LONGEST_KEY = 32;

  /// The longest key for the HMAC that fwknop's client takes, in bytes (SHA512_BLOCK_LEN).
  private static final int LONGEST_HMAC_KEY = 128;

  private static final int LEGACY_KEY = 16;
  private static final int AES_KEY_BITS = 256;
  private static final int IV_BITS = 128;

  private final String client;
  private final Secret key;
  private final Secret hmacKey;
  private final Digest hmac;

  private FwknopKey(String client, Secret key, Secret hmacKey, Digest hmac) {
    this.client = client;
    this.key = key;
    this.hmacKey = hmacKey;
    this.hmac = hmac;
  }

  /// The keys of a client: the bytes themselves, which a passphrase is (`KEY`, `HMAC_KEY` in
  /// .fwknoprc) and base64 stands for, see [#decoded(Secret)].
  ///
  /// @param client the name under `clients:`
  /// @throws BadValue where fwknop can't have such keys; does not repeat them
  public static FwknopKey of(String client, Secret key, Secret hmacKey, Digest hmac, Mode mode)
      throws BadValue {
    check("encryption", key, LONGEST_KEY);
    check("HMAC", hmacKey, LONGEST_HMAC_KEY);
    if (key.equals(hmacKey)) {
      throw new BadValue(
          "the encryption key and the HMAC key are the same, which fwknop does not take either; make two with: fwknop --key-gen --use-hmac");
    }
    return new FwknopKey(
        client,
        switch (mode) {
          case CBC -> key;
          case LEGACY -> legacy(key);
        },
        hmacKey,
        hmac);
  }

  private static void check(String what, Secret key, int longest) throws BadValue {
    if (key.length() < 1 || key.length() > longest) {
      throw new BadValue(
          "fwknop's %s key has 1 to %d bytes, this one has %d"
              .formatted(what, longest, key.length()));
    }
  }

  /// Sixteen bytes, cut or filled with the digit zero.
  private static Secret legacy(Secret key) {
    var bytes = Arrays.copyOf(key.revealed(), LEGACY_KEY);
    if (key.length() < LEGACY_KEY) {
      Arrays.fill(bytes, key.length(), LEGACY_KEY, (byte) '0');
    }
    return new Secret(bytes);
  }

  /// The bytes that a key in base64 stands for (`KEY_BASE64`, `HMAC_KEY_BASE64` in .fwknoprc).
  ///
  /// @throws BadValue where it is something else; does not repeat it
  public static Secret decoded(Secret base64) throws BadValue {
    try {
      return new Secret(Base64.getDecoder().decode(base64.revealed()));
    } catch (IllegalArgumentException _) {
      // the exception would tell a byte of it
      throw new BadValue(
          "a key of fwknop is base64, as KEY_BASE64 and HMAC_KEY_BASE64 in .fwknoprc are; a text is written as a passphrase");
    }
  }

  /// The name under `clients:`.
  public String client() {
    return client;
  }

  /// The digest of its HMAC.
  Digest hmac() {
    return hmac;
  }

  /// Whether the other one's packets could be told from this one's: by their HMAC alone.
  boolean isProvenLike(FwknopKey other) {
    return hmac == other.hmac && hmacKey.equals(other.hmacKey);
  }

  /// What computes its HMAC, for one thread.
  HMac mac() {
    var mac = new HMac(hmac.begin());
    mac.init(new KeyParameter(hmacKey.revealed()));
    return mac;
  }

  /// The key and initialisation vector of AES-256 that belong to that salt, derived as by `openssl
  /// enc -md md5` (EVP_BytesToKey, count 1).
  CipherParameters aes(byte[] salt) {
    var generator = new OpenSSLPBEParametersGenerator();
    generator.init(key.revealed(), salt);
    return generator.generateDerivedParameters(AES_KEY_BITS, IV_BITS);
  }

  @Override
  public String toString() {
    return "fwknop key of " + client;
  }
}
