package io.knockgate.ssh;

import io.knockgate.net.BadValue;

/// A key that lives in a FIDO authenticator. What it signs is, as OpenSSH's PROTOCOL.u2f has it,
/// SHA-256(application) ‖ flags ‖ counter ‖ SHA-256(message). The counter is not checked: what a
/// knock carries of its own tells a repeated one, and authenticators may leave it at zero.
///
/// @param name the algorithm of its signatures, which is the key's kind
/// @param application the relying party that the key was made for
record SecurityKey(String name, Curve curve, String application) implements Verifier {
  /// "User present": somebody touched it.
  private static final int TOUCHED = 1;

  private static final int COUNTER_LENGTH = 4;

  /// @param application begins with `ssh:`, which tells keys for SSH from those for web sites
  static SecurityKey of(String name, Curve curve, String application) throws BadValue {
    if (!application.startsWith("ssh:")) {
      throw new BadValue("the key's application is not one of SSH: it begins with \"ssh:\"");
    }
    return new SecurityKey(name, curve, application);
  }

  @Override
  public boolean verifies(byte[] message, String algorithm, Wire rest) {
    var signature = rest.string();
    var flags = rest.bytes(1);
    var counter = rest.bytes(COUNTER_LENGTH);
    return rest.ended()
        && algorithm.equals(name)
        && (flags[0] & TOUCHED) != 0
        && curve.signed(whatIsSigned(message, flags, counter), signature);
  }

  private byte[] whatIsSigned(byte[] message, byte[] flags, byte[] counter) {
    var to = new WireWriter();
    to.bytes(Hash.sha256(SshSig.ascii(application)));
    to.bytes(flags);
    to.bytes(counter);
    to.bytes(Hash.sha256(message));
    return to.toByteArray();
  }
}
