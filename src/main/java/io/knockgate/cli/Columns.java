package io.knockgate.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Rows below a heading, each cell as wide as its column, as they come. All of them may be too many
/// to be kept: the first ones are, and tell how wide the columns are.
final class Columns {
  /// How many rows are kept until the first one is printed.
  private static final int KEPT = 1000;

  private static final String GAP = "  ";

  private final PrintWriter out;
  private final int[] widths;
  private final List<Row> kept = new ArrayList<>();
  private boolean measuring = true;

  /// A row: its cells, and what may follow them, whose width is nobody's business.
  private record Row(List<String> cells, String rest) {}

  /// @param heading a word for each column
  /// @param rest what follows them
  Columns(PrintWriter out, List<String> heading, String rest) {
    this.out = out;
    this.widths = new int[heading.size()];
    row(heading, rest);
  }

  /// Prints a row, at the latest with [#end].
  ///
  /// @param cells one for each column
  /// @param rest what follows them, of as many lines as it likes; the empty text where nothing does
  void row(List<String> cells, String rest) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], cells.get(i).length());
    }
    var row = new Row(cells, rest);
    if (!measuring) {
      print(row);
      return;
    }
    kept.add(row);
    if (kept.size() > KEPT) {
      end();
    }
  }

  /// Prints what was kept.
  void end() {
    kept.forEach(this::print);
    kept.clear();
    measuring = false;
  }

  private void print(Row row) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      var cell = row.cells().get(i);
      line.append(cell).repeat(' ', widths[i] - cell.length()).append(GAP);
    }
    boolean ends = row.rest().isEmpty() || row.rest().startsWith("\n");
    out.println((ends ? line.toString().stripTrailing() : line) + row.rest());
  }
}
