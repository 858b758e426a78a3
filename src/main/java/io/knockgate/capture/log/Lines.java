package io.knockgate.capture.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// Bytes of a log, as lines. A line that is not finished waits for its rest, one that is too long
/// is left out.
final class Lines {
  /// Bytes of the longest line: the kernel writes 1,024 at most, and a header comes before it.
  static final int LONGEST = 2048;

  private final byte[] line = new byte[LONGEST];
  private int length;
  private boolean skipping;

  /// Forgets the line that is not finished.
  void clear() {
    length = 0;
    skipping = false;
  }

  /// Leaves out what comes until a line ends: who begins inside of a line can't know whose it is.
  void skip() {
    skipping = true;
  }

  /// Takes all the bytes and hands over the lines that end in them, without their ends. Each byte
  /// becomes one character.
  void take(ByteBuffer bytes, Consumer<String> ear) {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next == '\n') {
        if (!skipping) {
          ear.accept(new String(line, 0, length, ISO_8859_1));
        }
        clear();
      } else if (length == LONGEST) {
        skipping = true;
      } else {
        line[length++] = next;
      }
    }
  }
}
