package io.knockgate.keys;

import io.knockgate.config.ClientKeys;
import io.knockgate.config.KnockForm;
import io.knockgate.config.KnockSetting;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.knock.encrypted.Blowfish;
import io.knockgate.knock.encrypted.ChaCha20Poly1305;
import io.knockgate.knock.encrypted.Cipher;
import io.knockgate.knock.fwknop.FwknopKey;
import io.knockgate.knock.sequence.Rolling;
import io.knockgate.knock.spa.GatewayKeyPair;
import io.knockgate.net.BadValue;
import io.knockgate.secret.Secret;
import io.knockgate.secret.SecretException;
import io.knockgate.secret.SecretReference;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where secrets are had from, for both ends of a knock.
public final class Keys {
  private static final String GATEWAY_KEY = "gateway.key";

  /// Of a rolling knock, in bytes: 128 bits, if they are random.
  private static final int SHORTEST = 16;

  private final Map<String, String> environment;

  /// @param environment where systemd names its directory of credentials
  public Keys(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// The cipher of an encrypted knock. Deriving one from a passphrase can take a tenth of a second.
  ///
  /// @param onceIn how long a knock of blowfish is not accepted again
  /// @throws SecretException where the key can't be had or does not fit
  public Cipher cipher(KnockForm.Encrypted form, Duration onceIn) throws SecretException {
    var reference = form.key().secret();
    var secret = reference.read(environment);
    try {
      return switch (form.cipher()) {
        case KnockForm.Blowfish(int checksum, long iv) ->
            switch (form.key()) {
              case KnockForm.Passphrase _ -> Blowfish.ofPassphrase(secret, checksum, iv, onceIn);
              case KnockForm.RawKey _ -> Blowfish.ofKey(secret, checksum, iv, onceIn);
            };
        case KnockForm.ChaCha20Poly1305 _ ->
            switch (form.key()) {
              case KnockForm.Passphrase _ -> ChaCha20Poly1305.ofPassphrase(secret);
              case KnockForm.RawKey _ -> ChaCha20Poly1305.ofKey(secret);
            };
      };
    } catch (BadValue unfit) {
      throw new SecretException(reference + ": " + unfit.getMessage());
    }
  }

  /// The gateway's own key, which knocks of the kind `spa` are sealed for.
  ///
  /// @param state the state directory, where it is kept, and made if it is missing, unless
  /// @param key says another place
  /// @throws SecretException where it can't be had, or made
  public GatewayKeyPair gateway(Path state, @Nullable SecretReference key) throws SecretException {
    var file = new SecretFile(state, GATEWAY_KEY);
    if (key == null && !file.exists()) {
      file.make(GatewayKeyPair.generate(new SecureRandom()).pem()); // or another was faster
    }
    var reference = key == null ? file.reference() : key;
    try {
      return GatewayKeyPair.read(reference.read(environment));
    } catch (BadValue other) {
      throw new SecretException(reference + ": " + other.getMessage());
    }
  }

  /// Sets the gateway's own key aside where it was kept in the state directory and the disk has
  /// changed it, so that [#gateway] makes another one.
  ///
  /// @return what has happened, in the operator's words; the empty text where the key is sound,
  ///     or there is none
  /// @throws SecretException where it can't be read, or moved away
  public String setDamagedAside(Path state) throws SecretException {
    var file = new SecretFile(state, GATEWAY_KEY);
    if (!file.exists() || (!file.holdsNone() && isGatewayKey(file.reference()))) {
      return "";
    }
    return "the gateway's key %s is damaged and was moved to %s; a new one is made: clients that joined with the old one must join again, or put that back from a copy"
        .formatted(state.resolve(GATEWAY_KEY), file.setAside());
  }

  private boolean isGatewayKey(SecretReference reference) throws SecretException {
    var secret = reference.read(environment);
    try {
      GatewayKeyPair.read(secret);
      return true;
    } catch (BadValue other) {
      return false;
    }
  }

  /// Whether that key is there already.
  public boolean hasGateway(Path state, @Nullable SecretReference key) {
    return key != null || new SecretFile(state, GATEWAY_KEY).exists();
  }

  /// The keys that a client of fwknop shares with the gateway.
  ///
  /// @param client the name under `clients:`
  /// @throws SecretException where one can't be had or does not fit
  public FwknopKey fwknop(String client, ClientKeys.Fwknop written) throws SecretException {
    try {
      return FwknopKey.of(
          client, fwknop(written.key()), fwknop(written.hmacKey()), written.hmac(), written.mode());
    } catch (BadValue unfit) {
      throw new SecretException(written.key().secret() + ": " + unfit.getMessage());
    }
  }

  private Secret fwknop(KnockForm.Key key) throws SecretException {
    var secret = key.secret().read(environment);
    try {
      return switch (key) {
        case KnockForm.Passphrase _ -> secret;
        case KnockForm.RawKey _ -> FwknopKey.decoded(secret);
      };
    } catch (BadValue unfit) {
      throw new SecretException(key.secret() + ": " + unfit.getMessage());
    }
  }

  /// A rolling knock as the gateway recognises it.
  ///
  /// @throws SecretException where its secret can't be had
  public Rolling rolling(KnockSetting knock, KnockSetting.Rolling kind) throws SecretException {
    return rolling(knock.name(), kind.client(), kind.form(), knock.within(), knock.fixedWish());
  }

  /// A rolling knock as a client sends it, who does not know what it stands for.
  ///
  /// @throws SecretException where its secret can't be had
  public Rolling rolling(KnockForm.Rolling form) throws SecretException {
    return rolling("", Claim.ANONYMOUS, form, form.period(), new Wish.Open(""));
  }

  private Rolling rolling(
      String name, String client, KnockForm.Rolling form, Duration within, Wish wish)
      throws SecretException {
    var secret = form.secret().read(environment);
    if (secret.length() < SHORTEST) {
      throw new SecretException(
          "%s: a secret of fewer than %d bytes is found out from one knock that is overheard; make one with: openssl rand -base64 32"
              .formatted(form.secret(), SHORTEST));
    }
    return new Rolling(
        name, client, form.ports(), form.length(), form.period(), secret, within, wish);
  }
}
