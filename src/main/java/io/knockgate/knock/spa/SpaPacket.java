package io.knockgate.knock.spa;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.jspecify.annotations.Nullable;

/// A packet: enc(32) ‖ sealed ‖ doorbell(16), where enc and sealed are HPKE (RFC 9180) in base mode
/// with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20-Poly1305 (docs/knock-packet.md,
/// "Packet").
public final class SpaPacket {
  private static final int ENC_LENGTH = 32;
  private static final int TAG_LENGTH = 16;

  /// What a packet has beside its plaintext: exactly one block of padding.
  private static final int AROUND = ENC_LENGTH + TAG_LENGTH + Doorbell.LENGTH;

  /// Bytes of the shortest packet: the shortest body and the shortest signature, that of Ed25519,
  /// leave no shorter one.
  static final int SHORTEST = AROUND + 192;

  /// Bytes of the longest, with which it passes every IPv6 network whole (RFC 8200, 5: 1280, less
  /// the headers of IPv6 and UDP).
  static final int LONGEST = AROUND + 1152;

  private static final byte[] INFO = "knockgate knock 1".getBytes(US_ASCII);
  private static final byte[] NO_AAD = {};

  private SpaPacket() {}

  /// Makes a packet. It is good for one sending: a client that tries again makes it anew, with a
  /// later time.
  ///
  /// @param signature the key's, over [SpaMessage#signed(GatewayKey)], in SSH's wire format: what
  ///     stands last in an SSHSIG
  /// @throws IllegalArgumentException where the signature is too long
  public static byte[] seal(
      SpaMessage message, byte[] signature, GatewayKey gateway, SecureRandom random) {
    var ephemeral = new X25519PrivateKeyParameters(random);
    return seal(new Letter(Body.write(message), signature).write(), gateway, ephemeral);
  }

  static byte[] seal(byte[] plaintext, GatewayKey gateway, X25519PrivateKeyParameters ephemeral) {
    if (AROUND + plaintext.length > LONGEST) {
      throw new IllegalArgumentException("the signature is too long for a packet");
    }
    try {
      var context =
          hpke()
              .setupBaseS(
                  new X25519PublicKeyParameters(gateway.bytes()),
                  INFO,
                  new AsymmetricCipherKeyPair(ephemeral.generatePublicKey(), ephemeral));
      var packet =
          ByteBuffer.allocate(AROUND + plaintext.length)
              .put(context.getEncapsulation())
              .put(context.seal(NO_AAD, plaintext))
              .array();
      new Doorbell(gateway).write(packet);
      return packet;
    } catch (InvalidCipherTextException impossible) {
      throw new AssertionError(impossible); // sealing has nothing to check
    }
  }

  /// Whether a packet may be that long.
  static boolean isLength(int length) {
    return length >= SHORTEST && length <= LONGEST && length % Letter.BLOCK == 0;
  }

  /// Opens a packet of a length that may be; null where it was not sealed for this gateway, or
  /// changed. Its doorbell is not looked at.
  static byte @Nullable [] open(byte[] bytes, int from, int to, GatewayKeyPair gateway) {
    var enc = Arrays.copyOfRange(bytes, from, from + ENC_LENGTH);
    int length = to - from - ENC_LENGTH - Doorbell.LENGTH;
    try {
      return hpke()
          .setupBaseR(enc, gateway.forHpke(), INFO)
          .open(NO_AAD, bytes, from + ENC_LENGTH, length);
    } catch (InvalidCipherTextException
        | IllegalArgumentException
        | IllegalStateException notForUs) { // the last two: enc is a point of small order
      return null;
    }
  }

  private static HPKE hpke() {
    return new HPKE(
        HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
  }
}
