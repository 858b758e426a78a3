package io.knockgate.config;

import java.util.Collection;
import java.util.Comparator;

/// Finds the word that was probably meant.
public final class Nearest {
  /// Longer words are not compared: the work grows with the square.
  private static final int LONGEST = 64;

  private Nearest() {}

  /// `, did you mean "guard"?` where one of the known words is near, else the empty text. Near
  /// means: at most a third of the letters differ, two neighbours that changed places being one
  /// difference.
  public static String suggest(String word, Collection<String> known) {
    if (word.length() > LONGEST) {
      return "";
    }
    return known.stream()
        .filter(candidate -> candidate.length() <= LONGEST)
        .filter(candidate -> 3 * distance(word, candidate) <= candidate.length())
        .min(
            Comparator.comparingInt((String candidate) -> distance(word, candidate))
                .thenComparing(Comparator.naturalOrder()))
        .map(candidate -> ", did you mean \"" + candidate + "\"?")
        .orElse("");
  }

  /// The optimal string alignment distance: insertions, deletions, replacements and swaps of
  /// neighbours that lead from one word to the other.
  static int distance(String a, String b) {
    var rows = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          rows[i][j] = i + j;
          continue;
        }
        int replaced = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        rows[i][j] = Math.min(replaced, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          rows[i][j] = Math.min(rows[i][j], 1 + rows[i - 2][j - 2]);
        }
      }
    }
    return rows[a.length()][b.length()];
  }
}
