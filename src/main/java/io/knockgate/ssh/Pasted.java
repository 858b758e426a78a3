package io.knockgate.ssh;

import io.knockgate.net.BadValue;
import java.util.Arrays;

/// What people paste where a public key line belongs. Nothing of what they paste is told: it may be
/// a secret.
final class Pasted {
  private static final String FORM =
      "a public key is one line, `ssh-ed25519 AAAA... comment`, as in a .pub file";

  private Pasted() {}

  /// @param text the line
  /// @param words its first words, at most three
  static void check(String text, String[] words) throws BadValue {
    if (text.contains("PRIVATE KEY")) {
      throw new BadValue(
          "this is a private key, which belongs to its owner alone: write the line of the .pub"
              + " file beside it (`ssh-keygen -y` prints it), and if this file was shared, make a"
              + " new key");
    }
    if (text.startsWith("---- BEGIN SSH2 PUBLIC KEY") || text.startsWith("-----BEGIN")) {
      throw new BadValue("this is another form of a public key, which `ssh-keygen -i` converts");
    }
    if (text.lines().skip(1).findAny().isPresent()) {
      throw new BadValue(FORM + "; this has several lines");
    }
    if (Kind.of(words[0]).isEmpty() && Arrays.stream(text.split("[ \t]+")).anyMatch(Pasted::is)) {
      throw new BadValue(
          "in front of the key stand options, as in authorized_keys: they mean nothing here; begin"
              + " with the key's kind, such as ssh-ed25519");
    }
    if (words.length < 2) {
      throw new BadValue(FORM);
    }
  }

  private static boolean is(String word) {
    return Kind.of(word).isPresent();
  }

  /// Why no key of that kind is taken, and which is.
  static BadValue unknown(String word) {
    if (word.endsWith("-cert-v01@openssh.com")) {
      return new BadValue("this is a certificate; write the line of the public key that it is for");
    }
    if (word.matches("(sk-)?(ssh|ecdsa|rsa)-[a-z0-9@.-]{1,40}")) {
      return new BadValue(
          "keys of the kind "
              + word
              + " can't knock; `ssh-keygen -t ed25519` makes one that can (ecdsa-sha2-nistp256,"
              + " ssh-rsa and the FIDO kinds sk-... can, too)");
    }
    return new BadValue(FORM);
  }
}
