package io.knockgate.knock.encrypted;

import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.replay.Mark;
import io.knockgate.secret.Secret;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.engines.BlowfishEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/// The cipher of the Perl prototype of 2003, eight knocks: one Blowfish block of four bytes
/// address, one each port, minutes (0 no limit, 255 close), checksum and padding. Its source is
/// lost; this is the reconstruction that agrees with Perl's Crypt::CBC and Crypt::Blowfish (see
/// docs/sequences.md).
///
/// Weak, and kept for its clients. It knows no time, so that a block comes again whenever the same
/// is asked for; and of 65,536 random blocks one passes, because checksum and padding are all that
/// authenticates it.
public final class Blowfish extends Cipher {
  /// How many knocks it takes.
  public static final int LENGTH = 8;

  private static final int KEY_LENGTH = 56;
  private static final int SHORTEST_KEY = 4;
  private static final int CLOSE = 255;
  private static final int LARGEST_PORT = 255;

  /// PKCS#5, as Crypt::CBC pads seven bytes.
  private static final byte PADDING_OF_CBC = 1;

  private final KeyParameter key;
  private final byte padding;
  private final int checksum;
  private final long iv;
  private final Duration onceIn;
  private final BlowfishEngine decryption = new BlowfishEngine();
  private final byte[] block = new byte[LENGTH];

  private Blowfish(byte[] key, byte padding, int checksum, long iv, Duration onceIn) {
    if (checksum != 255 && checksum != 256) {
      throw new IllegalArgumentException("checksum " + checksum);
    }
    this.key = new KeyParameter(key);
    this.padding = padding;
    this.checksum = checksum;
    this.iv = iv;
    this.onceIn = onceIn;
    decryption.init(false, this.key);
  }

  /// The key is derived from the passphrase as Crypt::CBC does: its MD5, and MD5 of all so far
  /// until there are 56 bytes.
  ///
  /// @param checksum the checksum's modulus: 256 or 255
  /// @param iv the initialisation vector, first byte most significant; usually 0
  /// @param onceIn how long the same block is not accepted again
  public static Blowfish ofPassphrase(Secret passphrase, int checksum, long iv, Duration onceIn) {
    var key = md5(passphrase.revealed());
    while (key.length < KEY_LENGTH) {
      var sum = md5(key);
      int length = key.length;
      key = Arrays.copyOf(key, length + sum.length);
      System.arraycopy(sum, 0, key, length, sum.length);
    }
    return new Blowfish(Arrays.copyOf(key, KEY_LENGTH), PADDING_OF_CBC, checksum, iv, onceIn);
  }

  /// The secret's bytes are the key themselves, and the block is filled up with a zero, as when
  /// Crypt::Blowfish is used alone.
  ///
  /// @throws BadValue where Blowfish can't have such a key
  public static Blowfish ofKey(Secret key, int checksum, long iv, Duration onceIn) throws BadValue {
    if (key.length() < SHORTEST_KEY || key.length() > KEY_LENGTH) {
      throw new BadValue(
          "a key for blowfish has %d to %d bytes, this one has %d; a longer text can be its passphrase"
              .formatted(SHORTEST_KEY, KEY_LENGTH, key.length()));
    }
    return new Blowfish(key.revealed(), (byte) 0, checksum, iv, onceIn);
  }

  private static byte[] md5(byte[] bytes) {
    var digest = new MD5Digest();
    digest.update(bytes, 0, bytes.length);
    var sum = new byte[digest.getDigestSize()];
    digest.doFinal(sum, 0);
    return sum;
  }

  /// The eight ports that say this.
  ///
  /// @param ports 256 of them
  /// @throws BadValue where eight bytes can't say it: ports to 255, 1 to 254 whole minutes
  public List<Port> knock(Plaintext text, PortRange ports) throws BadValue {
    var plain =
        ByteBuffer.allocate(LENGTH)
            .put(text.address())
            .put((byte) text.port(LARGEST_PORT))
            .put((byte) text.minutes(CLOSE));
    plain.put((byte) sum(plain.array())).put(padding);
    plain.putLong(0, plain.getLong(0) ^ iv);
    var encryption = new BlowfishEngine();
    encryption.init(true, key);
    var bytes = new byte[LENGTH];
    encryption.processBlock(plain.array(), 0, bytes, 0);
    return spell(bytes, ports);
  }

  @Override
  int length() {
    return LENGTH;
  }

  @Override
  @Nullable Opened open(String knock, byte[] bytes, Instant now) {
    decryption.processBlock(bytes, 0, block, 0);
    for (int i = 0; i < LENGTH; i++) {
      block[i] ^= (byte) (iv >>> (8 * (LENGTH - 1 - i)));
    }
    if (block[7] != padding || (block[6] & 0xff) != sum(block)) {
      return null;
    }
    var plain = ByteBuffer.wrap(block);
    var text = Plaintext.of(plain.getInt(), plain.get() & 0xff, plain.get() & 0xff, CLOSE);
    var value = HexFormat.of().formatHex(bytes, 0, LENGTH);
    return new Opened.Fresh(text, new Mark.Once(knock, value, now.plus(onceIn)));
  }

  private int sum(byte[] plain) {
    int sum = 0;
    for (int i = 0; i < 6; i++) {
      sum += plain[i] & 0xff;
    }
    return sum % checksum;
  }

  @Override
  String whyNot() {
    return "another key or settings, or a packet in between";
  }
}
