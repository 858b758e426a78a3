package io.knockgate.ssh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.knockgate.net.BadValue;
import java.util.Arrays;
import java.util.Base64;

/// A public key as OpenSSH writes it, of a kind that can sign a knock: Ed25519, ECDSA on P-256, the
/// same two in a FIDO authenticator, RSA. Whoever holds one holds a sound one: a point of its
/// curve, a modulus of 2048 to 4096 bits.
public final class SshKey {
  private final Kind kind;
  private final byte[] blob;
  private final Verifier verifier;

  private SshKey(Kind kind, byte[] blob, Verifier verifier) {
    this.kind = kind;
    this.blob = blob;
    this.verifier = verifier;
  }

  /// Reads a line of `authorized_keys` or of a `.pub` file, without options.
  ///
  /// @throws BadValue where it is none, or of a kind that can't sign a knock
  public static SshKey parse(String line) throws BadValue {
    var text = line.strip();
    var words = text.split("[ \t]+", 3);
    Pasted.check(text, words);
    var kind = Kind.of(words[0]).orElseThrow(() -> Pasted.unknown(words[0]));
    var blob = blob(words[1]);
    var wire = new Wire(blob);
    var said = wire.name();
    if (!said.equals(kind.word())) {
      throw new BadValue(
          "behind %s stands a key of another kind, or a part of one; copy the line again"
              .formatted(kind.word()));
    }
    var verifier = kind.read(wire);
    if (!wire.ended()) {
      throw new BadValue("a part of the key is missing, or there is more than one; copy it again");
    }
    return new SshKey(kind, blob, verifier);
  }

  /// Unpadded base64 and stray bits at its end would be a second way to write the same key.
  private static byte[] blob(String word) throws BadValue {
    try {
      var blob = Base64.getDecoder().decode(word.getBytes(ISO_8859_1));
      if (Base64.getEncoder().encodeToString(blob).equals(word)) {
        return blob;
      }
    } catch (IllegalArgumentException notBase64) {
      // told below
    }
    throw new BadValue("the second word of a public key is base64; this is not, or not all of it");
  }

  /// Whether a signature is this key's.
  ///
  /// @param message what was signed: for one of `ssh-keygen -Y sign`, what
  ///     [SshSig#signed(String, byte\[\])] makes of its message
  /// @param signature in SSH's wire format (RFC 4253, 6.6): any bytes have an answer
  public boolean verifies(byte[] message, byte[] signature) {
    var wire = new Wire(signature);
    return verifier.verifies(message, wire.name(), wire);
  }

  /// The key in SSH's wire format (RFC 4253, 6.6), a copy.
  public byte[] blob() {
    return blob.clone();
  }

  /// The digest that its fingerprint writes: SHA-256 of the blob, 32 bytes.
  public byte[] digest() {
    return Hash.sha256(blob);
  }

  /// As `ssh-keygen -l` tells it: `SHA256:` and base64 without padding.
  public String fingerprint() {
    return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SshKey that && Arrays.equals(blob, that.blob);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(blob);
  }

  /// The line without its comment.
  @Override
  public String toString() {
    return kind.word() + " " + Base64.getEncoder().encodeToString(blob);
  }
}
