package io.knockgate.replay.file;

import io.knockgate.replay.MarksException;
import io.knockgate.replay.MemoryMarks;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a file of marks says. A damaged line is passed over; the lines around it are read all the
/// same.
final class Contents {
  private final Path file;
  private final Instant now;
  private final MemoryMarks marks = new MemoryMarks();
  private final StringBuilder line = new StringBuilder();
  private boolean begun;
  private int damagedLines;
  private @Nullable Instant birth;
  private long uses;
  private boolean stopped;
  private Instant lost = Doubt.NOTHING;
  private @Nullable Instant damaged;

  private Contents(Path file, Instant now) {
    this.file = file;
    this.now = now;
  }

  /// Those of no file.
  static Contents none() {
    return new Contents(Path.of("marks"), Instant.MIN);
  }

  /// @throws MarksException where another version wrote it, or it has too many marks
  static Contents read(Path file, Instant now) throws IOException, MarksException {
    var contents = new Contents(file, now);
    try (var in = new BufferedInputStream(Files.newInputStream(file))) {
      contents.readAll(in);
    }
    return contents;
  }

  private void readAll(InputStream in) throws IOException, MarksException {
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        end();
      } else if (line.length() < Line.LONGEST) {
        line.append((char) c);
      }
    }
    // A line that was cut off, or not even a header: the file is never written without.
    if (!line.isEmpty() || !begun) {
      damagedLines++;
    }
  }

  private void end() throws MarksException {
    var read = Line.parse(line.toString());
    line.setLength(0);
    boolean first = !begun;
    begun = true;
    stopped = read instanceof Line.Stopped && !first;
    switch (read) {
      case Line.Header(int version, var born, long before) when first -> {
        check(version);
        birth = born;
        uses = before;
      }
      case Line.Used(var mark) when !first -> {
        marks.makeRoom(mark, now);
        marks.enter(mark);
        uses++;
      }
      case Line.Floor(var series, var at) when !first -> marks.raise(series, at);
      case Line.Lost(var at) when !first -> lost = at;
      case Line.Damaged(var at) when !first -> damaged = at;
      case Line.Stopped _ when !first -> {}
      case null, default -> damagedLines++;
    }
  }

  private void check(int version) throws MarksException {
    if (version > Line.Header.CURRENT) {
      throw new MarksException(
          "the replay marks in %s were written by another version of knockgate (form %d, this one reads %d): run that one, or move the file away, and then no knock is known as used"
              .formatted(file, version, Line.Header.CURRENT));
    }
  }

  MemoryMarks marks() {
    return marks;
  }

  /// How many lines can't be read.
  int damagedLines() {
    return damagedLines;
  }

  /// When the file came to be that this was written to; null where it doesn't say.
  @Nullable Instant birth() {
    return birth;
  }

  /// How many marks were ever used.
  long uses() {
    return uses;
  }

  /// Whether the process that wrote it stopped in order.
  boolean isStopped() {
    return stopped;
  }

  /// Until when marks of any kind may have been lost before, as [Doubt] has it.
  Instant lost() {
    return lost;
  }

  /// Until when marks that are never forgotten may have been lost before; null where none were.
  @Nullable Instant damaged() {
    return damaged;
  }
}
