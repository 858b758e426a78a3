package io.knockgate.config;

import io.knockgate.config.KnockForm.Blowfish;
import io.knockgate.config.KnockForm.ChaCha20Poly1305;
import io.knockgate.config.KnockForm.Encrypted;
import io.knockgate.config.KnockForm.Passphrase;
import io.knockgate.config.KnockForm.RawKey;
import io.knockgate.knock.Admit;
import io.knockgate.net.BadValue;
import io.knockgate.net.PortRange;
import io.knockgate.secret.SecretReference;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads `encrypted`.
final class EncryptedReader {
  private static final int PORTS = 256;
  private static final int CHECKSUM = 256;
  private static final long IV = 0;
  private static final Duration ONCE_IN = Duration.ofMinutes(1);
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{16}");

  /// `cipher:`.
  private enum CipherName {
    BLOWFISH,
    CHACHA20_POLY1305
  }

  private final Section section;
  private final Optional<CipherName> cipher;

  private EncryptedReader(Section section) {
    this.section = section;
    this.cipher = section.require("cipher").flatMap(item -> item.word(CipherName.class));
  }

  /// Reads what the gateway knows of such a knock.
  static WrittenKind.Encrypted read(Item encrypted, Admit admit) {
    return encrypted
        .section(section -> new EncryptedReader(section).read(admit))
        .orElse(new WrittenKind.Encrypted(Optional.empty(), Optional.empty()));
  }

  /// Reads what a client knows of it.
  static Optional<Encrypted> form(Item encrypted) {
    return encrypted
        .section(
            section -> {
              var reader = new EncryptedReader(section);
              return reader.form(reader.ports());
            })
        .flatMap(form -> form);
  }

  private WrittenKind.Encrypted read(Admit admit) {
    var onceIn = ofBlowfish("once-in").flatMap(item -> item.text(Forms::time));
    var ports = ports();
    return new WrittenKind.Encrypted(
        ports,
        form(ports)
            .map(
                form ->
                    new KnockSetting.Encrypted(
                        form, admit, onceIn.map(Placed::value).orElse(ONCE_IN))));
  }

  private Optional<Encrypted> form(Optional<Placed<PortRange>> ports) {
    var checksum = ofBlowfish("checksum").flatMap(item -> item.number(CHECKSUM - 1, CHECKSUM));
    var iv = ofBlowfish("iv").flatMap(item -> item.text(EncryptedReader::iv));
    var key = key();
    return cipher.isPresent() && ports.isPresent() && key.isPresent()
        ? Optional.of(
            new Encrypted(
                switch (cipher.get()) {
                  case BLOWFISH ->
                      new Blowfish(checksum.orElse(CHECKSUM), iv.map(Placed::value).orElse(IV));
                  case CHACHA20_POLY1305 -> new ChaCha20Poly1305();
                },
                ports.get().value(),
                key.get()))
        : Optional.empty();
  }

  /// The value of a key that only blowfish has.
  private Optional<Item> ofBlowfish(String key) {
    var item = section.get(key);
    if (item.isPresent() && cipher.equals(Optional.of(CipherName.CHACHA20_POLY1305))) {
      section
          .problems()
          .add(item.get().keyPlace(), Fault.MISPLACED, key, "cipher: chacha20-poly1305");
    }
    return item;
  }

  private Optional<Placed<PortRange>> ports() {
    return section.require("ports").flatMap(item -> item.textOrNumber(EncryptedReader::ports));
  }

  private Optional<KnockForm.Key> key() {
    return section
        .oneOf("passphrase", "key")
        .flatMap(
            item ->
                item.text(SecretReference::parse)
                    .map(Placed::value)
                    .map(item.name().equals("key") ? RawKey::new : Passphrase::new));
  }

  private static PortRange ports(String text) throws BadValue {
    var range = PortRange.parse(text);
    if (range.size() != PORTS) {
      throw new BadValue(
          "256 ports are needed, one for each byte, as 745-1000; \"%s\" has %d"
              .formatted(text, range.size()));
    }
    return range;
  }

  private static long iv(String text) throws BadValue {
    if (!HEX.matcher(text).matches()) {
      throw new BadValue("an initialisation vector is 16 hex digits, not \"" + text + "\"");
    }
    return Long.parseUnsignedLong(text, 16);
  }
}
