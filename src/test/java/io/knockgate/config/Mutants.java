package io.knockgate.config;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// What a slip of the hand, or worse, makes of a file.
public final class Mutants {
  private static final List<String> SCRAPS =
      List.of(
          "\t",
          "\n",
          "  ",
          ": ",
          "- ",
          "? ",
          "{",
          "}",
          "[",
          "]",
          "\"",
          "'",
          "#",
          "|\n",
          ">\n",
          "&a ",
          "*a",
          "!!",
          "!<x>",
          "%YAML 9.9\n",
          "---\n",
          "...\n",
          "\\",
          "\"\\U00110000\"",
          "\"\\uD800\"",
          "\"\\0\"",
          "\uFEFF",
          "\u0085",
          "\uD83D\uDEAA",
          "<<: ",
          "~",
          "null",
          "0x16",
          "1e9",
          ".inf",
          "99999999999999999999",
          "-1",
          "asked",
          "%");

  private Mutants() {}

  /// The same text after one to four changes.
  public static byte[] of(String original, Random random) {
    var text = new StringBuilder(original);
    for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(20));
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, SCRAPS.get(random.nextInt(SCRAPS.size())));
        case 1 -> text.replace(at, end, SCRAPS.get(random.nextInt(SCRAPS.size())));
        default -> text.insert(random.nextInt(text.length()), text.substring(at, end));
      }
    }
    var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(10) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }
}
