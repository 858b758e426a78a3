package io.knockgate.job.unit;

import io.knockgate.job.Work;

/// The end of a text that comes in pieces, in memory of a fixed size. Any thread may call it.
final class Tail {
  /// How many characters are kept.
  static final int KEPT = 64 * 1024;

  private final StringBuilder kept = new StringBuilder();
  private long dropped;

  synchronized void add(String piece) {
    kept.append(piece, Math.max(0, piece.length() - KEPT), piece.length());
    dropped += Math.max(0, piece.length() - KEPT);
    int over = Math.max(0, kept.length() - KEPT);
    kept.delete(0, over);
    dropped += over;
  }

  synchronized String text() {
    return kept.toString();
  }

  /// What has come since then.
  ///
  /// @param from [Work.Chunk#next] of the chunk before
  synchronized Work.Chunk since(long from) {
    long start = Math.clamp(from - dropped, 0, kept.length());
    return new Work.Chunk(kept.substring((int) start), dropped + kept.length());
  }
}
