package io.knockgate.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.net.BadValue;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshKeyTest {
  private static final byte[] MESSAGE = "open the door".getBytes(US_ASCII);
  private static final String LINE =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";

  static Stream<SoftKey> keys() {
    return Stream.of(
        SoftKey.ed25519(),
        SoftKey.ecdsa(),
        SoftKey.fidoEd25519(),
        SoftKey.fidoEcdsa(),
        SoftKey.rsa(2048));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-t ed25519", "-t ecdsa -b 256", "-t rsa -b 2048", "-t rsa -b 4096"})
  void whatSshKeygenSignsVerifies(String options, @TempDir Path directory) throws BadValue {
    var keygen = SshKeygen.generate(directory.resolve("key"), options.split(" ", -1));
    var key = keygen.key();
    var signature = keygen.sign("knockgate", MESSAGE);
    assertThat(key.verifies(SshSig.signed("knockgate", MESSAGE), signature)).isTrue();
    assertThat(key.verifies(SshSig.signed("file", MESSAGE), signature)).isFalse();
    assertThat(key.verifies(SshSig.signed("knockgate", new byte[1]), signature)).isFalse();
    assertThat(key.fingerprint()).isEqualTo(keygen.fingerprint());
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyBitOfASignatureCounts(SoftKey soft) {
    var message = SshSig.signed("knockgate", MESSAGE);
    var signature = soft.sign(message);
    assertThat(soft.key().verifies(message, signature)).isTrue();
    for (int bit = 0; bit < 8 * signature.length; bit++) {
      var changed = signature.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(soft.key().verifies(message, changed)).as("bit %d", bit).isFalse();
    }
    for (int length = 0; length < signature.length; length++) {
      assertThat(soft.key().verifies(message, Arrays.copyOf(signature, length))).isFalse();
    }
    assertThat(soft.key().verifies(message, Arrays.copyOf(signature, signature.length + 1)))
        .isFalse();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aKeyIsReadFromItsLineAndNothingElse(SoftKey soft) throws BadValue {
    var key = soft.key();
    assertThat(SshKey.parse("  " + key + "\tme@laptop \n")).isEqualTo(key);
    assertThat(SshKey.parse(key + " me@laptop at home")).isEqualTo(key);
    var blob = key.blob();
    var word = key.toString().split(" ", 2)[0];
    for (int length = 0; length < blob.length; length++) {
      assertRefused(word, Arrays.copyOf(blob, length));
    }
    assertRefused(word, Arrays.copyOf(blob, blob.length + 1));
    assertRefused("ssh-ed25518", blob);
  }

  private static void assertRefused(String algorithm, byte[] blob) {
    var line = algorithm + " " + Base64.getEncoder().encodeToString(blob);
    assertThatThrownBy(() -> SshKey.parse(line)).as(line).isInstanceOf(BadValue.class);
  }

  @Test
  void aKeyOfOneKindDoesNotVerifyWhatAnotherSigned() {
    var message = SshSig.signed("knockgate", MESSAGE);
    var all = keys().toList();
    for (var one : all) {
      for (var other : all) {
        assertThat(one.key().verifies(message, other.sign(message))).isEqualTo(one == other);
      }
    }
  }

  @Test
  void anAuthenticatorThatNobodyTouchedSignsNothing() {
    var message = SshSig.signed("knockgate", MESSAGE);
    var untouched = SoftKey.fidoEd25519(0);
    assertThat(untouched.key().verifies(message, untouched.sign(message))).isFalse();
    var verified = SoftKey.fidoEd25519(5); // touched, and the PIN was given
    assertThat(verified.key().verifies(message, verified.sign(message))).isTrue();
  }

  @Test
  void anOlderSignatureOfRsaIsTakenButNoneWithSha1() throws Exception {
    var rsa = SoftKey.rsa(2048);
    var message = SshSig.signed("knockgate", MESSAGE);
    var raw = new Wire(rsa.sign(message));
    raw.name();
    var signature = raw.string();
    assertThat(rsa.key().verifies(message, SoftKey.strings("rsa-sha2-512", signature))).isTrue();
    assertThat(rsa.key().verifies(message, SoftKey.strings("rsa-sha2-256", signature))).isFalse();
    assertThat(rsa.key().verifies(message, SoftKey.strings("ssh-rsa", signature))).isFalse();
  }

  @Test
  void pointsAndNumbersThatAreNoKeysAreRefused() {
    var notOnTheCurve = new byte[65];
    notOnTheCurve[0] = 4;
    assertRefused(
        "ecdsa-sha2-nistp256",
        SoftKey.strings("ecdsa-sha2-nistp256", "nistp256".getBytes(US_ASCII), notOnTheCurve));
    assertRefused(
        "ecdsa-sha2-nistp256",
        SoftKey.strings("ecdsa-sha2-nistp256", "nistp256".getBytes(US_ASCII), new byte[1]));
    var smallOrder = new byte[32];
    smallOrder[0] = 1;
    assertRefused("ssh-ed25519", SoftKey.strings("ssh-ed25519", smallOrder));
    var even = BigInteger.ONE.shiftLeft(2047);
    assertRefusedRsa(BigInteger.valueOf(65537), even);
    var odd = even.add(BigInteger.ONE);
    assertRefusedRsa(BigInteger.ONE, odd);
    assertRefusedRsa(BigInteger.ONE.shiftLeft(32).add(BigInteger.ONE), odd);
    assertRefusedRsa(BigInteger.valueOf(65537), BigInteger.ONE.shiftLeft(1023));
    assertRefusedRsa(BigInteger.valueOf(65537), BigInteger.ONE.shiftLeft(4096));
    assertRefused(
        "sk-ssh-ed25519@openssh.com",
        SoftKey.strings(
            "sk-ssh-ed25519@openssh.com",
            Arrays.copyOfRange(SoftKey.ed25519().key().blob(), 19, 51),
            "https://example.com".getBytes(US_ASCII)));
  }

  private static void assertRefusedRsa(BigInteger exponent, BigInteger modulus) {
    var blob = new WireWriter();
    blob.bytes(SoftKey.strings("ssh-rsa"));
    blob.bytes(SoftKey.numbers(exponent, modulus));
    assertRefused("ssh-rsa", blob.toByteArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '' | is one line
          AAAAC3NzaC1lZDI1NTE5AAAAILM | is one line
          hello world | is one line
          ssh-ed25519 | is one line
          ssh-ed25519 AAAA!!! | is base64
          ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA | copy its line again
          ssh-dss AAAAB3NzaC1kc3M= | ssh-keygen -t ed25519
          ecdsa-sha2-nistp384 AAAA | ssh-keygen -t ed25519
          ssh-ed25519-cert-v01@openssh.com AAAA | certificate
          -----BEGIN OPENSSH PRIVATE KEY----- b3Bl | private key
          -----BEGIN RSA PUBLIC KEY----- MIIB | ssh-keygen -i
          ---- BEGIN SSH2 PUBLIC KEY ---- AAAA | ssh-keygen -i
          no-pty,command="a b" ssh-ed25519 AAAA | options
          ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti | another kind
          """)
  void whatIsNoKeyIsToldSo(String line, String message) {
    assertThatThrownBy(() -> SshKey.parse(line))
        .isInstanceOf(BadValue.class)
        .hasMessageContaining(message);
  }

  @Test
  void severalLinesAreNotOne() {
    assertThatThrownBy(() -> SshKey.parse(LINE + "\n" + LINE))
        .isInstanceOf(BadValue.class)
        .hasMessageContaining("several lines");
  }
}
