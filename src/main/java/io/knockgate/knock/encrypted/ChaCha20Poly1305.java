package io.knockgate.knock.encrypted;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.replay.Mark;
import io.knockgate.secret.Secret;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/// The successor of the prototype's cipher, 28 knocks: two bytes time, two bytes salt, and eight
/// bytes of what is said in ChaCha20-Poly1305 (RFC 8439) with its whole tag of 16 bytes: a shorter
/// one proves much less than its length, because Poly1305's forgeries grow with what is left out.
/// The nonce is the full time, the salt and two zeros; so the time is authenticated without being
/// sent.
///
/// A knock is accepted within [#FRESH] seconds of this machine's clock, and no knock of the same
/// second or an earlier one after it. Anybody who knows the key can knock; nobody else can, nor
/// learn what was said.
public final class ChaCha20Poly1305 extends Cipher {
  /// How many knocks it takes.
  public static final int LENGTH = 28;

  /// How many seconds a client's clock may be off, either way.
  public static final int FRESH = 30;

  /// How many seconds off a knock is still told as a stale one. Beyond, it is noise: nobody
  /// decrypts for all of the past.
  static final int TELLABLE = 600;

  private static final byte[] CONTEXT = "knockgate-sequence-1".getBytes(US_ASCII);
  private static final int CLOSE = 65535;
  private static final int LARGEST_PORT = 65535;
  private static final int KEY_LENGTH = 32;
  private static final int HEADER = 4;
  private static final int PLAIN = 8;
  private static final int TAG_BITS = 128;

  private final KeyParameter key;

  private ChaCha20Poly1305(byte[] key) {
    this.key = new KeyParameter(key);
  }

  /// The key is derived from the passphrase by scrypt (RFC 7914: N = 2^15, r = 8, p = 1), which
  /// takes 32 MiB and, in a JVM that has just started, up to a second. A sniffer can try
  /// passphrases at that price each.
  public static ChaCha20Poly1305 ofPassphrase(Secret passphrase) {
    return new ChaCha20Poly1305(
        SCrypt.generate(passphrase.revealed(), CONTEXT, 1 << 15, 8, 1, KEY_LENGTH));
  }

  /// The key itself.
  ///
  /// @param key 32 bytes in base64
  /// @throws BadValue where it is something else
  public static ChaCha20Poly1305 ofKey(Secret key) throws BadValue {
    try {
      var bytes = Base64.getDecoder().decode(key.revealed());
      if (bytes.length == KEY_LENGTH) {
        return new ChaCha20Poly1305(bytes);
      }
    } catch (IllegalArgumentException _) {
      // the exception would tell a byte of it
    }
    throw new BadValue(
        "a key for chacha20-poly1305 is 32 bytes in base64; make one with: openssl rand -base64 32");
  }

  /// The 28 ports that say this.
  ///
  /// @param when the sender's wall clock; its seconds count
  /// @param salt 0 to 65535, random each time: what keeps two knocks of one second from sharing a
  ///     nonce
  /// @param ports 256 of them
  /// @throws BadValue where the bytes can't say it: ports to 65535, 1 to 65534 whole minutes
  public List<Port> knock(Plaintext text, Instant when, int salt, PortRange ports) throws BadValue {
    long seconds = when.getEpochSecond();
    var plain =
        ByteBuffer.allocate(PLAIN)
            .putShort((short) text.port(LARGEST_PORT))
            .putShort((short) text.minutes(CLOSE))
            .put(text.address());
    var bytes = ByteBuffer.allocate(LENGTH).putShort((short) seconds).putShort((short) salt);
    var aead = new org.bouncycastle.crypto.modes.ChaCha20Poly1305();
    aead.init(true, parameters(seconds, salt));
    int written = aead.processBytes(plain.array(), 0, PLAIN, bytes.array(), HEADER);
    try {
      aead.doFinal(bytes.array(), HEADER + written);
    } catch (InvalidCipherTextException impossible) {
      throw new AssertionError(impossible); // told of decryption only
    }
    return spell(bytes.array(), ports);
  }

  private AEADParameters parameters(long seconds, int salt) {
    var nonce = ByteBuffer.allocate(12).putLong(seconds).putShort((short) salt);
    return new AEADParameters(key, TAG_BITS, nonce.array(), CONTEXT);
  }

  @Override
  int length() {
    return LENGTH;
  }

  /// The 16 bits of time are looked at first: 98 of 100 random packets are not decrypted.
  @Override
  @Nullable Opened open(String knock, byte[] bytes, Instant now) {
    int time = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    int ahead = (short) (time - (int) now.getEpochSecond());
    if (Math.abs(ahead) > TELLABLE) {
      return null;
    }
    long seconds = now.getEpochSecond() + ahead;
    var plain = decrypt(bytes, seconds);
    if (plain == null) {
      return null;
    }
    int port = plain.getShort() & 0xffff;
    int minutes = plain.getShort() & 0xffff;
    var text = Plaintext.of(plain.getInt(), port, minutes, CLOSE);
    return Math.abs(ahead) <= FRESH
        ? new Opened.Fresh(
            text, new Mark.Counter(knock, seconds, Instant.ofEpochSecond(seconds - FRESH)))
        : new Opened.Stale(text, stale(ahead));
  }

  private @Nullable ByteBuffer decrypt(byte[] bytes, long seconds) {
    var plain = new byte[PLAIN];
    var aead = new org.bouncycastle.crypto.modes.ChaCha20Poly1305();
    aead.init(false, parameters(seconds, (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff)));
    int written = aead.processBytes(bytes, HEADER, LENGTH - HEADER, plain, 0);
    try {
      aead.doFinal(plain, written);
      return ByteBuffer.wrap(plain);
    } catch (InvalidCipherTextException _) {
      return null;
    }
  }

  private static String stale(int ahead) {
    return "it was made %d s %s by this machine's clock, more than %d: one of the clocks is wrong, or it is played again"
        .formatted(Math.abs(ahead), ahead < 0 ? "ago" : "ahead", FRESH);
  }

  @Override
  String whyNot() {
    return "another key, a clock that is far off, or a packet in between";
  }
}
