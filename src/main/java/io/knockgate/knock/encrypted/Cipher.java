package io.knockgate.knock.encrypted;

import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.replay.Mark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the bytes of an encrypted knock are made and read. Each has its key, and is for one thread.
public abstract sealed class Cipher permits Blowfish, ChaCha20Poly1305 {
  /// How many ports an encrypted knock is spelled with: one for each value of a byte.
  public static final int ALPHABET = 256;

  /// The most knocks that any cipher needs.
  static final int LONGEST = ChaCha20Poly1305.LENGTH;

  Cipher() {}

  /// What was read, and is as authentic as the cipher can tell.
  sealed interface Opened {
    /// To be granted, once.
    record Fresh(Plaintext text, Mark mark) implements Opened {}

    /// Of another time.
    record Stale(Plaintext text, String reason) implements Opened {}
  }

  /// How many knocks one message has.
  abstract int length();

  /// Reads a message; null where it is none.
  ///
  /// @param knock the knock's name, for the mark
  /// @param bytes the first [#length()] count
  /// @param now what the wall clock says
  abstract @Nullable Opened open(String knock, byte[] bytes, Instant now);

  /// Why bytes that were not a message may not have been one, for the operator.
  abstract String whyNot();

  /// One port for each byte: the first of the range plus the byte.
  static List<Port> spell(byte[] bytes, PortRange ports) {
    if (ports.size() != ALPHABET) {
      throw new IllegalArgumentException("256 ports are needed, not " + ports);
    }
    var spelled = new ArrayList<Port>(bytes.length);
    for (byte b : bytes) {
      spelled.add(Port.tcp(ports.first() + (b & 0xff)));
    }
    return List.copyOf(spelled);
  }
}
