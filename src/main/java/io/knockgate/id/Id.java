package io.knockgate.id;

import java.util.Optional;
import java.util.random.RandomGenerator;

/// The name of a lease or a job in the log, the status and the commands: eight characters of
/// Crockford's base 32 in lower case, which has no `i`, `l`, `o` or `u`, so that it can be read
/// aloud. It is no secret.
///
/// @param bits the name as a number, 0 to 2^40 - 1
public record Id(long bits) {
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int LENGTH = 8;
  private static final long END = 1L << (5 * LENGTH);

  public Id {
    if (bits < 0 || bits >= END) {
      throw new IllegalArgumentException("id " + bits);
    }
  }

  /// Some id. Whoever needs it to be new compares it with those in use.
  public static Id random(RandomGenerator random) {
    return new Id(random.nextLong(END));
  }

  /// Reads an id as [#toString] writes it; empty where the text is none.
  public static Optional<Id> parse(String text) {
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    long bits = 0;
    for (int i = 0; i < LENGTH; i++) {
      int digit = ALPHABET.indexOf(text.charAt(i));
      if (digit < 0) {
        return Optional.empty();
      }
      bits = (bits << 5) | digit;
    }
    return Optional.of(new Id(bits));
  }

  @Override
  public int hashCode() {
    return Long.hashCode(bits);
  }

  @Override
  public String toString() {
    var text = new char[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      text[i] = ALPHABET.charAt((int) (bits >>> (5 * (LENGTH - 1 - i))) & 31);
    }
    return new String(text);
  }
}
