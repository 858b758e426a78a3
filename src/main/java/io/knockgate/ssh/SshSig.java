package io.knockgate.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// Signatures of OpenSSH that are not part of a session (its PROTOCOL.sshsig), as
/// `ssh-keygen -Y sign` makes them. The namespace keeps one that was made for us from being worth
/// anything elsewhere, and the other way round.
public final class SshSig {
  private static final String MAGIC = "SSHSIG";
  private static final byte[] VERSION = {0, 0, 0, 1};
  private static final byte[] RESERVED = {};
  private static final String HASH = "sha512";
  private static final Pattern ARMOR =
      Pattern.compile(
          "-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)-----END SSH SIGNATURE-----\n?");

  private SshSig() {}

  /// What a key signs, and [SshKey#verifies(byte\[\], byte\[\])] takes, for a message:
  /// with SHA-512, which is what ssh-keygen uses unless it is told otherwise.
  ///
  /// @param namespace ASCII
  public static byte[] signed(String namespace, byte[] message) {
    var to = new WireWriter();
    to.bytes(ascii(MAGIC));
    to.string(ascii(namespace));
    to.string(RESERVED);
    to.string(ascii(HASH));
    to.string(Hash.sha512(message));
    return to.toByteArray();
  }

  /// The signature itself, in SSH's wire format (RFC 4253, 6.6), of what `ssh-keygen -Y sign`
  /// wrote, where it says that it is by this key, for this namespace, over a SHA-512; empty where
  /// it doesn't. Whether it is sound, [SshKey#verifies(byte\[\], byte\[\])] tells.
  public static Optional<byte[]> signature(String armored, SshKey key, String namespace) {
    var armor = ARMOR.matcher(armored);
    if (!armor.matches()) {
      return Optional.empty();
    }
    try {
      var wire = new Wire(Base64.getDecoder().decode(armor.group(1).replace("\n", "")));
      boolean ours =
          Arrays.equals(wire.bytes(MAGIC.length()), ascii(MAGIC))
              && Arrays.equals(wire.bytes(VERSION.length), VERSION)
              && Arrays.equals(wire.string(), key.blob())
              && Arrays.equals(wire.string(), ascii(namespace))
              && Arrays.equals(wire.string(), RESERVED)
              && Arrays.equals(wire.string(), ascii(HASH));
      var signature = wire.string();
      return ours && wire.ended() ? Optional.of(signature) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
