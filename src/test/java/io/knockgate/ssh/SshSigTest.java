package io.knockgate.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.BadValue;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What stands in the file that `ssh-keygen -Y sign` writes (OpenSSH's PROTOCOL.sshsig).
class SshSigTest {
  private static final byte[] MESSAGE = "open the door".getBytes(US_ASCII);
  private static final byte[] SIGNATURE = {1, 2, 3};
  private static final SoftKey KEY = SoftKey.ed25519();

  private static String armored(byte[] wire) {
    return "-----BEGIN SSH SIGNATURE-----\n"
        + Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(wire)
        + "\n-----END SSH SIGNATURE-----\n";
  }

  private static byte[] wire(
      String magic, int version, SoftKey key, String namespace, String reserved, String hash) {
    var to = new WireWriter();
    to.bytes(SshSig.ascii(magic));
    to.bytes(new byte[] {0, 0, 0, (byte) version});
    to.string(key.key().blob());
    to.string(SshSig.ascii(namespace));
    to.string(SshSig.ascii(reserved));
    to.string(SshSig.ascii(hash));
    to.string(SIGNATURE);
    return to.toByteArray();
  }

  @Test
  void whatSshKeygenWritesIsReadForItsKeyAndItsNamespaceAlone(@TempDir Path directory)
      throws BadValue {
    var keygen = SshKeygen.generate(directory.resolve("key"), "-t", "ed25519");
    var written = keygen.armored("knockgate", MESSAGE);
    assertThat(SshSig.signature(written, keygen.key(), "knockgate"))
        .hasValueSatisfying(
            signature ->
                assertThat(verifies(keygen, SshSig.signed("knockgate", MESSAGE), signature))
                    .isTrue());
    assertThat(SshSig.signature(written, KEY.key(), "knockgate")).isEmpty();
    assertThat(SshSig.signature(written, keygen.key(), "file")).isEmpty();
  }

  private static boolean verifies(SshKeygen keygen, byte[] message, byte[] signature) {
    try {
      return keygen.key().verifies(message, signature);
    } catch (BadValue bad) {
      throw new AssertionError(bad);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SSHSIG, 1, knockgate, '', sha512, true",
    "SSHSIh, 1, knockgate, '', sha512, false",
    "SSHSIG, 2, knockgate, '', sha512, false",
    "SSHSIG, 1, knockgat, '', sha512, false",
    "SSHSIG, 1, knockgate, x, sha512, false",
    "SSHSIG, 1, knockgate, '', sha256, false"
  })
  void eachPartIsAsItShouldBeOrNothingIsRead(
      String magic, int version, String namespace, String reserved, String hash, boolean read) {
    var text = armored(wire(magic, version, KEY, namespace, reserved, hash));
    var signature = SshSig.signature(text, KEY.key(), "knockgate");
    assertThat(signature.isPresent()).isEqualTo(read);
    signature.ifPresent(bytes -> assertThat(bytes).isEqualTo(SIGNATURE));
    assertThat(SshSig.signature(text, SoftKey.ed25519().key(), "knockgate")).isEmpty();
  }

  @Test
  void nothingIsReadWhereSomethingIsMissingOrMore() {
    var wire = wire("SSHSIG", 1, KEY, "knockgate", "", "sha512");
    for (int length = 0; length <= wire.length + 1; length++) {
      var part = armored(Arrays.copyOf(wire, length));
      assertThat(SshSig.signature(part, KEY.key(), "knockgate").isPresent())
          .as("%d of %d bytes", length, wire.length)
          .isEqualTo(length == wire.length);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "U1NIU0lH",
        "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
        "-----BEGIN SSH SIGNATURE-----\nU1NIU0l=H\n-----END SSH SIGNATURE-----\n",
        "-----BEGIN PGP SIGNATURE-----\nU1NIU0lH\n-----END PGP SIGNATURE-----\n"
      })
  void whatIsNoSuchFileIsNothing(String text) {
    assertThat(SshSig.signature(text, KEY.key(), "knockgate")).isEmpty();
  }
}
