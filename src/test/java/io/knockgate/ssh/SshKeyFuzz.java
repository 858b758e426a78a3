package io.knockgate.ssh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.BadValue;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// For `./dev fuzz`: any line has an answer, what is read is written the same, and no bytes are a
/// signature but those that the key made.
public final class SshKeyFuzz {
  private static final List<SoftKey> KEYS =
      List.of(
          SoftKey.ed25519(),
          SoftKey.ecdsa(),
          SoftKey.fidoEd25519(),
          SoftKey.fidoEcdsa(),
          SoftKey.rsa(2048));

  private SshKeyFuzz() {}

  /// Takes it for a line, for a key's blob and for a signature.
  ///
  /// @param input the kind, then the bytes
  public static void fuzzerTestOneInput(byte[] input) {
    parse(new String(input, ISO_8859_1));
    if (input.length == 0) {
      return;
    }
    var key = KEYS.get(Byte.toUnsignedInt(input[0]) % KEYS.size());
    var bytes = Arrays.copyOfRange(input, 1, input.length);
    var word = key.key().toString().split(" ", 2)[0];
    parse(word + " " + Base64.getEncoder().encodeToString(bytes));
    parse(
        word + " " + Base64.getEncoder().encodeToString(SoftKey.strings(word, bytes)) + " comment");
    assertThat(key.key().verifies(input, bytes)).isFalse();
    var signature = key.sign(bytes);
    assertThat(key.key().verifies(bytes, signature)).isTrue();
    signature[Byte.toUnsignedInt(input[0]) % signature.length] ^= 1;
    assertThat(key.key().verifies(bytes, signature)).isFalse();
  }

  private static void parse(String line) {
    try {
      var key = SshKey.parse(line);
      assertThat(SshKey.parse(key.toString())).isEqualTo(key);
      assertThat(line.strip())
          .startsWith(key.toString().split(" ", 2)[0])
          .contains(key.toString().split(" ", 2)[1]);
    } catch (BadValue told) {
      assertThat(told.getMessage()).isNotEmpty();
    }
  }
}
