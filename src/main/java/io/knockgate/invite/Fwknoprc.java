package io.knockgate.invite;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.knockgate.secret.Secret;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// What an fwknop client is given: two keys, and what it asks for with them (fwknop(8), "FWKNOPRC
/// VARIABLES").
///
/// @param key encrypts, in base64
/// @param hmacKey authenticates, in base64
public record Fwknoprc(Secret key, Secret hmacKey) {
  /// As many bytes as `fwknop --key-gen` makes.
  private static final int KEY = 32;

  private static final int HMAC_KEY = 64;

  /// Two new keys.
  public static Fwknoprc generate(SecureRandom random) {
    return new Fwknoprc(base64(random, KEY), base64(random, HMAC_KEY));
  }

  private static Secret base64(SecureRandom random, int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return new Secret(Base64.getEncoder().encode(bytes));
  }

  /// A stanza of ~/.fwknoprc. It holds both keys.
  ///
  /// @param name what the client calls the gateway: `fwknop -n NAME`
  /// @param port UDP
  /// @param asking what is asked for; null where each command line says it
  public String stanza(String name, String host, int port, @Nullable Asking asking) {
    return """
        [%s]
        SPA_SERVER %s
        SPA_SERVER_PORT %d
        ALLOW_IP source
        %sKEY_BASE64 %s
        HMAC_KEY_BASE64 %s
        HMAC_DIGEST_TYPE sha256
        USE_HMAC Y
        """
        .formatted(
            name,
            host,
            port,
            asking == null ? "" : asking.variables(),
            revealed(key),
            revealed(hmacKey));
  }

  /// What the phone apps read from a QR code.
  public String forPhones() {
    return "KEY_BASE64:%s HMAC_KEY_BASE64:%s".formatted(revealed(key), revealed(hmacKey));
  }

  private static String revealed(Secret base64) {
    return new String(base64.revealed(), US_ASCII);
  }
}
