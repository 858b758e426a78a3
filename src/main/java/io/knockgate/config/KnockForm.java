package io.knockgate.config;

import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.secret.SecretReference;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What both ends of a knock on ports must agree on: the gateway that hears it, and the client that
/// sends it.
public sealed interface KnockForm extends ClientKnock {
  /// `sequence`, with or without `spell`.
  ///
  /// @param ports in order, 1 to 32; where `spell` is there, the start of the knock
  /// @param spell how the knock goes on to name a port; null where it doesn't
  record Sequence(List<Port> ports, @Nullable Spell spell) implements KnockForm {
    public Sequence {
      ports = List.copyOf(ports);
    }
  }

  /// `spell: {port: 1040-1049, digits: 5}`: after the start, one TCP knock a decimal digit, on the
  /// first port plus the digit.
  ///
  /// @param ports ten or more; the digit nine is the tenth
  /// @param digits how many digits are knocked, leading zeros included; 1 to 5
  record Spell(PortRange ports, int digits) {
    /// The ports that digits are knocked on, ten of them.
    public PortRange digitPorts() {
      return new PortRange(ports.first(), ports.first() + 9);
    }

    /// The largest port that so many digits can spell.
    public int largestPort() {
      return digits == 5 ? 65535 : (int) Math.pow(10, digits) - 1;
    }
  }

  /// `encrypted`: one TCP knock a byte, on the first port plus the byte.
  ///
  /// @param ports 256 of them
  record Encrypted(Cipher cipher, PortRange ports, Key key) implements KnockForm {}

  /// How the bytes are made.
  sealed interface Cipher {
    /// The largest port that it can name.
    int largestPort();

    /// The longest time that it can name; whole minutes.
    Duration longestTime();
  }

  /// The prototype's: eight bytes.
  ///
  /// @param checksum the modulus of its check sum: 256 or 255
  /// @param iv its initialisation vector, the first byte most significant
  record Blowfish(int checksum, long iv) implements Cipher {
    @Override
    public int largestPort() {
      return 255;
    }

    @Override
    public Duration longestTime() {
      return Duration.ofMinutes(254);
    }
  }

  /// Its successor: 28 bytes.
  record ChaCha20Poly1305() implements Cipher {
    @Override
    public int largestPort() {
      return 65535;
    }

    @Override
    public Duration longestTime() {
      return Duration.ofMinutes(65534);
    }
  }

  /// What the cipher's key is made of.
  sealed interface Key {
    /// Where it is kept.
    SecretReference secret();
  }

  /// `passphrase`: the key is derived from it.
  record Passphrase(SecretReference secret) implements Key {}

  /// `key`: it is the key itself.
  record RawKey(SecretReference secret) implements Key {}

  /// `rolling`: TCP ports that change every period.
  ///
  /// @param ports where they are taken from
  /// @param length how many are knocked, 1 to 32
  /// @param period how long they are the same, 10 seconds to an hour
  /// @param secret what they are derived from
  record Rolling(PortRange ports, int length, Duration period, SecretReference secret)
      implements KnockForm {}
}
