package io.knockgate.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TailOutputTest {
  private static void write(TailOutput tail, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    tail.write(bytes, 0, bytes.length);
  }

  @Test
  void keepsTheEndHoweverItComes() {
    var random = new Random(1);
    for (int round = 0; round < 200; round++) {
      var tail = new TailOutput(16);
      var all = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        var piece = "abcdefghijklmnopqrstuvwxyz0123456789".substring(random.nextInt(36));
        all.append(piece);
        write(tail, piece);
        assertThat(tail.text()).isEqualTo(all.substring(Math.max(0, all.length() - 16)));
        assertThat(tail.from(all.length() - 3).text())
            .isEqualTo(all.substring(Math.max(0, all.length() - 3)));
      }
      assertThat(tail.from(0)).isEqualTo(new Program.Piece(tail.text(), all.length()));
    }
  }

  @Test
  void whatIsAskedForIsClamped() {
    var tail = new TailOutput(4);
    write(tail, "abcdef");
    assertThat(tail.from(-1)).isEqualTo(new Program.Piece("cdef", 6));
    assertThat(tail.from(6)).isEqualTo(new Program.Piece("", 6));
    assertThat(tail.from(Long.MAX_VALUE)).isEqualTo(new Program.Piece("", 6));
  }

  @Test
  void aCharacterIsNeverTornBetweenTwoPieces() {
    var text = "aé€😀z";
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var tail = new TailOutput(64);
    var read = new StringBuilder();
    long next = 0;
    for (var octet : bytes) {
      tail.write(octet);
      var piece = tail.from(next);
      read.append(piece.text());
      next = piece.next();
    }
    assertThat(read).hasToString(text);
  }

  @Test
  void whatIsNoTextIsReplacedAndHoldsUpNothing() {
    var tail = new TailOutput(64);
    for (int octet : new int[] {0xff, 0x80, 0x80, 0x80, 0x80, 'a'}) {
      tail.write(octet);
    }
    assertThat(tail.from(0)).isEqualTo(new Program.Piece("\ufffd".repeat(5) + "a", 6));
    tail.write(0x80);
    assertThat(tail.from(6)).isEqualTo(new Program.Piece("\ufffd", 7));
    tail.write(0xe2); // the rest never comes
    assertThat(tail.from(7)).isEqualTo(new Program.Piece("", 7));
    assertThat(tail.text()).endsWith("\ufffd");
  }
}
