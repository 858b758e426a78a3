package io.knockgate.knock.spa;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.knockgate.net.BadValue;
import io.knockgate.secret.Secret;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/// A gateway's key, both halves: what opens the knocks that are sealed for it. It proves nothing of
/// anybody: who takes it can read knocks, not make one.
///
/// As a text it is PKCS #8 in PEM (RFC 8410, 7), which `openssl genpkey -algorithm X25519` writes
/// and `openssl pkey` reads.
public final class GatewayKeyPair {
  /// A PrivateKeyInfo for X25519 up to the key's bytes: version 0, 1.3.101.110, two OCTET STRINGs.
  private static final byte[] PREFIX = HexFormat.of().parseHex("302e020100300506032b656e04220420");

  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private final X25519PrivateKeyParameters secret;
  private final AsymmetricCipherKeyPair both;
  private final GatewayKey publicKey;

  private GatewayKeyPair(X25519PrivateKeyParameters secret) {
    var point = secret.generatePublicKey();
    this.secret = secret;
    this.both = new AsymmetricCipherKeyPair(point, secret);
    this.publicKey = new GatewayKey(point.getEncoded());
  }

  /// A new one.
  public static GatewayKeyPair generate(SecureRandom random) {
    return new GatewayKeyPair(new X25519PrivateKeyParameters(random));
  }

  /// @param key 32 bytes
  static GatewayKeyPair of(byte[] key) {
    return new GatewayKeyPair(new X25519PrivateKeyParameters(key));
  }

  /// Reads what [#pem()] makes; lines may end as on Windows, and blank space around doesn't matter.
  ///
  /// @throws BadValue where it is something else; the message tells nothing of it
  public static GatewayKeyPair read(Secret pem) throws BadValue {
    var lines = new String(pem.revealed(), ISO_8859_1).strip().lines().toList();
    if (lines.size() == 3 && lines.getFirst().equals(BEGIN) && lines.getLast().equals(END)) {
      try {
        var key = Base64.getDecoder().decode(lines.get(1));
        if (key.length == PREFIX.length + GatewayKey.LENGTH
            && Arrays.mismatch(key, PREFIX) == PREFIX.length) {
          return of(Arrays.copyOfRange(key, PREFIX.length, key.length));
        }
      } catch (IllegalArgumentException notBase64) {
        // told below
      }
    }
    throw new BadValue(
        "a gateway's private key is what `openssl genpkey -algorithm X25519` writes, three lines"
            + " from -----BEGIN PRIVATE KEY----- on");
  }

  /// The text to keep, three lines.
  public Secret pem() {
    var key = Arrays.copyOf(PREFIX, PREFIX.length + GatewayKey.LENGTH);
    secret.encode(key, PREFIX.length);
    var lines = List.of(BEGIN, Base64.getEncoder().encodeToString(key), END);
    return new Secret((String.join("\n", lines) + "\n").getBytes(US_ASCII));
  }

  /// The half that clients are given.
  public GatewayKey publicKey() {
    return publicKey;
  }

  AsymmetricCipherKeyPair forHpke() {
    return both;
  }

  @Override
  public String toString() {
    return "key pair of the gateway " + publicKey;
  }
}
