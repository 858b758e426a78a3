package io.knockgate.knock.fwknop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.knockgate.net.BadValue;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;

/// A message as it travels: encrypted as `openssl enc -aes-256-cbc -md md5` does it, in base64 with
/// an HMAC behind. The ten characters that would be the same in every packet are left out.
public final class FwknopPacket {
  /// The longest packet, in bytes (MAX_SPA_PACKET_LEN).
  public static final int LONGEST = 1500;

  /// The shortest packet, in bytes (MIN_SPA_DATA_SIZE).
  static final int SHORTEST = 140;

  /// What is left out: base64 of the first 60 bits of [#HEADER]. The HMAC covers it.
  static final byte[] PREFIX = "U2FsdGVkX1".getBytes(US_ASCII);

  /// AES's block, in bytes.
  static final int BLOCK = 16;

  private static final byte[] HEADER = "Salted__".getBytes(US_ASCII);
  private static final int SALT = 8;

  private FwknopPacket() {}

  /// The packet that says this.
  ///
  /// @param random what the salt of its encryption is taken from
  public static byte[] encode(FwknopMessage message, FwknopKey key, RandomGenerator random) {
    return encode(message.text().getBytes(US_ASCII), key, random);
  }

  /// The packet that has this text, whatever it is.
  static byte[] encode(byte[] text, FwknopKey key, RandomGenerator random) {
    int padding = BLOCK - text.length % BLOCK; // PKCS#7
    var plain = Arrays.copyOf(text, text.length + padding);
    Arrays.fill(plain, text.length, plain.length, (byte) padding);
    var salt = new byte[SALT];
    random.nextBytes(salt);
    var raw = Arrays.copyOf(HEADER, HEADER.length + SALT + plain.length);
    System.arraycopy(salt, 0, raw, HEADER.length, SALT);
    cipher(true, key.aes(salt), plain, raw, HEADER.length + SALT);
    return sealed(Base64Text.encode(raw).getBytes(US_ASCII), key);
  }

  /// @param text with its prefix
  private static byte[] sealed(byte[] text, FwknopKey key) {
    var mac = key.mac();
    mac.update(text, 0, text.length);
    var sum = new byte[key.hmac().size];
    mac.doFinal(sum, 0);
    int length = text.length - PREFIX.length;
    var packet = Arrays.copyOfRange(text, PREFIX.length, text.length + key.hmac().length);
    System.arraycopy(
        Base64Text.encode(sum).getBytes(US_ASCII), 0, packet, length, key.hmac().length);
    return packet;
  }

  /// What was encrypted, without its padding.
  ///
  /// @param packet one whose HMAC this key proves
  /// @throws BadValue where it is no whole number of blocks in base64
  static byte[] open(byte[] packet, FwknopKey key) throws BadValue {
    int length = packet.length - key.hmac().length;
    var raw =
        Base64Text.decode(new String(PREFIX, US_ASCII) + new String(packet, 0, length, US_ASCII));
    var salt = Arrays.copyOfRange(raw, HEADER.length, HEADER.length + SALT);
    var encrypted = Arrays.copyOfRange(raw, HEADER.length + SALT, raw.length);
    var plain = new byte[encrypted.length];
    cipher(false, key.aes(salt), encrypted, plain, 0);
    return unpadded(plain);
  }

  private static void cipher(
      boolean encrypt, CipherParameters parameters, byte[] from, byte[] to, int at) {
    var cipher = CBCBlockCipher.newInstance(AESEngine.newInstance());
    cipher.init(encrypt, parameters);
    for (int block = 0; block < from.length; block += BLOCK) {
      cipher.processBlock(from, block, to, at + block);
    }
  }

  /// A text that fills its last block has no padding where fwknop 2.0 for Android made it. What is
  /// taken for text is printable, and padding isn't; nothing is told of it in any case, because the
  /// HMAC was checked before.
  private static byte[] unpadded(byte[] plain) {
    int padding = plain[plain.length - 1];
    if (padding < 1 || padding > BLOCK) {
      return plain;
    }
    for (int i = plain.length - padding; i < plain.length; i++) {
      if (plain[i] != padding) {
        return plain;
      }
    }
    return Arrays.copyOf(plain, plain.length - padding);
  }
}
