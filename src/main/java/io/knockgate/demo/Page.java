package io.knockgate.demo;

import java.io.PrintStream;

/// The page that the demo prints: one line for each thing that happened, with a mark that says
/// whether it was what was promised.
final class Page {
  private final PrintStream out;
  private final long start = System.nanoTime();
  private int broken;

  Page(PrintStream out) {
    this.out = out;
  }

  /// A line of text.
  void say(String text) {
    out.println(text);
    out.flush();
  }

  /// Something that happened.
  ///
  /// @param kept whether it is what was promised
  /// @param what what was done
  /// @param seen what came of it
  void happened(boolean kept, String what, String seen) {
    if (!kept) {
      broken++;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf("%5.1fs %s %-38s %s%n", seconds, kept ? "ok  " : "FAIL", what, seen);
    out.flush();
  }

  /// Whether everything was as promised.
  boolean allKept() {
    return broken == 0;
  }
}
