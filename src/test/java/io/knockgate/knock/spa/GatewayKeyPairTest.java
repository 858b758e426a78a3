package io.knockgate.knock.spa;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.net.BadValue;
import io.knockgate.secret.Secret;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayKeyPairTest {
  private static byte[] openssl(byte[] input, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).start();
    try (var to = process.getOutputStream()) {
      to.write(input);
    }
    var told = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    return told;
  }

  @Test
  void opensslReadsWhatWeWrite() throws IOException, InterruptedException {
    var pair = GatewayKeyPair.generate(new SecureRandom());
    var der = openssl(pair.pem().revealed(), "pkey", "-pubout", "-outform", "DER");
    assertThat(Arrays.copyOfRange(der, der.length - 32, der.length))
        .isEqualTo(pair.publicKey().bytes());
  }

  @Test
  void weReadWhatOpensslWrites() throws IOException, InterruptedException, BadValue {
    var pem = openssl(new byte[0], "genpkey", "-algorithm", "X25519");
    var pair = GatewayKeyPair.read(new Secret(pem));
    assertThat(pair.pem()).isEqualTo(new Secret(pem));
    var windows = new String(pem, US_ASCII).replace("\n", "\r\n") + "\r\n";
    assertThat(GatewayKeyPair.read(new Secret(windows.getBytes(US_ASCII))).publicKey())
        .isEqualTo(pair.publicKey());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nsecret!\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n",
        // an Ed25519 key
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
            + "\n-----END PRIVATE KEY-----\n",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----\n"
      })
  void whatIsNoKeyIsToldSoButNotWhatItIs(String text) {
    assertThatThrownBy(() -> GatewayKeyPair.read(new Secret(text.getBytes(US_ASCII))))
        .isInstanceOf(BadValue.class)
        .hasMessageContaining("openssl genpkey")
        .hasMessageNotContaining("ecret");
  }

  @Test
  void aPublicKeyIsReadAsItIsWritten() throws BadValue {
    var key = GatewayKeyPair.generate(new SecureRandom()).publicKey();
    assertThat(key.toString()).hasSize(44);
    assertThat(GatewayKey.parse(key.toString())).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(GatewayKeyPair.generate(new SecureRandom()).publicKey()).isNotEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "c2VjcmV0", "no base64, though it is 44 characters long...."})
  void whatIsNoPublicKeyIsRefused(String text) {
    assertThatThrownBy(() -> GatewayKey.parse(text))
        .isInstanceOf(BadValue.class)
        .hasMessageContaining("44 characters of base64");
  }

  @Test
  void neverTellsItsSecret() {
    var pair = GatewayKeyPair.generate(new SecureRandom());
    assertThat(pair.toString()).isEqualTo("key pair of the gateway " + pair.publicKey());
  }
}
