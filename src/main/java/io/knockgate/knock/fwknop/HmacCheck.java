package io.knockgate.knock.fwknop;

import io.knockgate.knock.Tally;
import io.knockgate.packet.Screen;
import java.util.List;
import org.bouncycastle.crypto.macs.HMac;
import org.jspecify.annotations.Nullable;

/// Finds whose packet it is: what costs nothing first, then the HMAC of every key there is, so that
/// nobody learns from the time it takes whether a key was right, or which. It allocates nothing and
/// counts what it refuses. One thread uses one.
final class HmacCheck implements Screen {
  /// Why a packet is none, without a word.
  enum Refusal implements Tally.Reason {
    LENGTH("no packet of fwknop with an HMAC has that length"),
    FORM("it is not the base64 of something encrypted"),
    HMAC("its HMAC is of no client, or of another digest than `hmac` says"),
    SEEN("the same packet came before");

    private final String words;

    Refusal(String words) {
      this.words = words;
    }

    @Override
    public String words() {
      return words;
    }
  }

  private static final int SMALLEST = FwknopPacket.BLOCK * 2; // header and salt, one block

  private final Trial[] trials;
  private final Tally<Refusal> tally;
  private long fingerprint;

  HmacCheck(List<FwknopKey> keys, Tally<Refusal> tally) {
    this.trials = keys.stream().map(Trial::new).toArray(Trial[]::new);
    this.tally = tally;
  }

  @Override
  public boolean passes(byte[] bytes, int from, int to) {
    return prover(bytes, from, to) != null;
  }

  /// 64 bits of the last packet that was proven: of its HMAC.
  long fingerprint() {
    return fingerprint;
  }

  /// The key that made the packet's HMAC; null where none did.
  @Nullable FwknopKey prover(byte[] bytes, int from, int to) {
    if (!hasLength(to - from)) {
      tally.count(Refusal.LENGTH);
      return null;
    }
    if (!isHeader(bytes[from]) || !Base64Text.isWritten(bytes, from, to)) {
      tally.count(Refusal.FORM);
      return null;
    }
    FwknopKey prover = null;
    for (var trial : trials) {
      if (trial.hasLength(to - from) && trial.proves(bytes, from, to)) {
        prover = trial.key;
        fingerprint = trial.fingerprint();
      }
    }
    if (prover == null) {
      tally.count(Refusal.HMAC);
    }
    return prover;
  }

  private boolean hasLength(int length) {
    if (length < FwknopPacket.SHORTEST || length > FwknopPacket.LONGEST) {
      return false;
    }
    boolean any = false;
    for (var trial : trials) {
      any |= trial.hasLength(length);
    }
    return any;
  }

  /// The first character has the last four bits of `Salted__` and two of the salt. So a packet with
  /// the prefix that is left out, which would be another one of the same HMAC, is none.
  private static boolean isHeader(byte first) {
    return first == '8' || first == '9' || first == '+' || first == '/';
  }

  /// One key, with room to try it.
  private static final class Trial {
    final FwknopKey key;
    private final HMac mac;
    private final byte[] sum;
    private final byte[] text;

    Trial(FwknopKey key) {
      this.key = key;
      this.mac = key.mac();
      this.sum = new byte[key.hmac().size];
      this.text = new byte[key.hmac().length];
    }

    boolean hasLength(int length) {
      int raw = Base64Text.bytes(length - text.length + FwknopPacket.PREFIX.length);
      return raw >= SMALLEST && raw % FwknopPacket.BLOCK == 0;
    }

    /// Compares the texts and not the bytes, because some bits of the last character are to spare.
    boolean proves(byte[] bytes, int from, int to) {
      int end = to - text.length;
      mac.update(FwknopPacket.PREFIX, 0, FwknopPacket.PREFIX.length);
      mac.update(bytes, from, end - from);
      mac.doFinal(sum, 0);
      Base64Text.encode(sum, text);
      int difference = 0;
      for (int i = 0; i < text.length; i++) {
        difference |= text[i] ^ bytes[end + i];
      }
      return difference == 0;
    }

    long fingerprint() {
      long bits = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        bits = bits << 8 | (sum[i] & 0xff);
      }
      return bits;
    }
  }
}
