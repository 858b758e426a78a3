package io.knockgate.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.knockgate.net.BadValue;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// A key of each kind whose private half is at hand, FIDO authenticators among them.
public final class SoftKey {
  /// What FIDO keys of SSH are made for.
  public static final String APPLICATION = "ssh:";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int TOUCHED = 1;

  private final SshKey key;
  private final UnaryOperator<byte[]> signer;

  private SoftKey(byte[] blob, UnaryOperator<byte[]> signer) {
    try {
      var kind = new Wire(blob).name();
      this.key = SshKey.parse(kind + " " + Base64.getEncoder().encodeToString(blob));
    } catch (BadValue impossible) {
      throw new AssertionError(impossible);
    }
    this.signer = signer;
  }

  /// The public half.
  public SshKey key() {
    return key;
  }

  /// Signs what [SshSig#signed(String, byte\[\])] made: a blob in SSH's wire format.
  public byte[] sign(byte[] message) {
    return signer.apply(message);
  }

  /// Signs a message as `ssh-keygen -Y sign` does.
  public byte[] sign(String namespace, byte[] message) {
    return sign(SshSig.signed(namespace, message));
  }

  /// An Ed25519 key.
  public static SoftKey ed25519() {
    var secret = new Ed25519PrivateKeyParameters(RANDOM);
    return new SoftKey(
        strings("ssh-ed25519", secret.generatePublicKey().getEncoded()),
        message -> strings("ssh-ed25519", ed25519(secret, message)));
  }

  /// One in an authenticator that was touched.
  public static SoftKey fidoEd25519() {
    return fidoEd25519(TOUCHED);
  }

  /// One in an authenticator.
  ///
  /// @param flags what it says of its user
  public static SoftKey fidoEd25519(int flags) {
    var kind = "sk-ssh-ed25519@openssh.com";
    var secret = new Ed25519PrivateKeyParameters(RANDOM);
    return new SoftKey(
        strings(kind, secret.generatePublicKey().getEncoded(), APPLICATION.getBytes(US_ASCII)),
        message -> fido(kind, flags, message, signed -> ed25519(secret, signed)));
  }

  private static byte[] ed25519(Ed25519PrivateKeyParameters secret, byte[] message) {
    var signature = new byte[Ed25519.SIGNATURE_SIZE];
    secret.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
    return signature;
  }

  private static byte[] fido(
      String kind, int flags, byte[] message, UnaryOperator<byte[]> authenticator) {
    var state = new byte[] {(byte) flags, 0, 0, 1, 7};
    var signed = new WireWriter();
    signed.bytes(Hash.sha256(APPLICATION.getBytes(US_ASCII)));
    signed.bytes(state);
    signed.bytes(Hash.sha256(message));
    var blob = new WireWriter();
    blob.bytes(strings(kind, authenticator.apply(signed.toByteArray())));
    blob.bytes(state);
    return blob.toByteArray();
  }

  /// An ECDSA key.
  public static SoftKey ecdsa() {
    var kind = "ecdsa-sha2-nistp256";
    return ecdsa(kind, new byte[0][], (message, raw) -> strings(kind, raw.apply(message)));
  }

  /// One in an authenticator that was touched.
  public static SoftKey fidoEcdsa() {
    var kind = "sk-ecdsa-sha2-nistp256@openssh.com";
    return ecdsa(
        kind,
        new byte[][] {APPLICATION.getBytes(US_ASCII)},
        (message, raw) -> fido(kind, TOUCHED, message, raw));
  }

  private interface Wrapping {
    byte[] wrap(byte[] message, UnaryOperator<byte[]> raw);
  }

  private static SoftKey ecdsa(String kind, byte[][] more, Wrapping wrapping) {
    var generator = new ECKeyPairGenerator();
    var domain = new ECDomainParameters(CustomNamedCurves.getByName("P-256"));
    generator.init(new ECKeyGenerationParameters(domain, RANDOM));
    var pair = generator.generateKeyPair();
    var blob = new WireWriter();
    blob.bytes(
        strings(
            kind,
            "nistp256".getBytes(US_ASCII),
            ((ECPublicKeyParameters) pair.getPublic()).getQ().getEncoded(false)));
    for (var part : more) {
      blob.string(part);
    }
    UnaryOperator<byte[]> raw =
        message -> {
          var signer = new ECDSASigner();
          signer.init(true, pair.getPrivate());
          var numbers = signer.generateSignature(Hash.sha256(message));
          return numbers(numbers[0], numbers[1]);
        };
    return new SoftKey(blob.toByteArray(), message -> wrapping.wrap(message, raw));
  }

  /// An RSA key.
  public static SoftKey rsa(int bits) {
    var generator = new RSAKeyPairGenerator();
    generator.init(new RSAKeyGenerationParameters(BigInteger.valueOf(65537), RANDOM, bits, 100));
    var pair = generator.generateKeyPair();
    var key = (RSAKeyParameters) pair.getPublic();
    var blob = new WireWriter();
    blob.bytes(strings("ssh-rsa"));
    blob.bytes(numbers(key.getExponent(), key.getModulus()));
    return new SoftKey(
        blob.toByteArray(),
        message -> {
          var signer = new RSADigestSigner(new SHA512Digest());
          signer.init(true, pair.getPrivate());
          signer.update(message, 0, message.length);
          try {
            return strings("rsa-sha2-512", signer.generateSignature());
          } catch (CryptoException impossible) {
            throw new AssertionError(impossible);
          }
        });
  }

  static byte[] strings(String first, byte[]... others) {
    var to = new WireWriter();
    to.string(first.getBytes(US_ASCII));
    for (var other : others) {
      to.string(other);
    }
    return to.toByteArray();
  }

  static byte[] numbers(BigInteger... numbers) {
    var to = new WireWriter();
    for (var number : numbers) {
      to.string(number.toByteArray());
    }
    return to.toByteArray();
  }
}
