package io.knockgate.replay.file;

import io.knockgate.linux.HighWater;
import io.knockgate.replay.Mark;
import io.knockgate.replay.Marks;
import io.knockgate.replay.MarksException;
import io.knockgate.replay.MemoryMarks;
import io.knockgate.replay.file.Inheritance.Lack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Replay marks in the file `marks` of the state directory: a line a mark ([Line]), appended with
/// one write before a mark counts as used, so that it survives the death of the process at any
/// instant.
///
/// The disk is another matter. To wait for it at each knock would delay doors by tens of
/// milliseconds on a memory card, so lines are synced by a thread of their own at once: a power cut
/// can lose what was used in the instant before it, and what can have been used before is in
/// [Doubt] then. Only a mark that is never forgotten, of a one-time sequence, waits for the disk.
///
/// A file that can't be written refuses the knock. What was written may then be half a line, so the
/// file is written anew, as a whole and beside it, before the next mark; the same after a sync that
/// failed, and when it has grown to twice what it needs. That takes a sync, once in ten thousand
/// knocks.
///
/// One thread uses it; any may ask for [#trouble()].
public final class MarksFile implements Marks, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MarksFile.class);

  /// What a file may always grow to, in bytes: about ten thousand knocks.
  static final long ROOM = 1 << 20;

  /// How much longer than needed a mark is kept, for a clock that is stepped back later.
  static final Duration LONGER = Duration.ofDays(1);

  private final Syncer syncer = new Syncer(this::sync);
  private final Path path;
  private final HighWater water;
  private final MemoryMarks known;
  private final Doubt doubt;
  private final String damage;
  private volatile @Nullable FileChannel file;
  private volatile String trouble = "";

  /// Whether the file may not be what it should, so that it has to be written anew.
  private volatile boolean suspect = true;

  private long uses;
  private long size;
  private long grown;

  private MarksFile(Path path, HighWater water, Inheritance left, Doubt doubt) {
    this.path = path;
    this.water = water;
    this.known = left.contents().marks();
    this.uses = left.uses();
    this.damage = left.damage();
    this.doubt = doubt;
  }

  /// Reads the marks, and brings their file up to date. A file that can't be written now doesn't
  /// keep it from opening: it refuses knocks until it can.
  ///
  /// @param directory the state directory, which this process has for itself
  /// @throws MarksException where there is a file that can't be read, or that another version wrote
  public static MarksFile open(Path directory, Surroundings surroundings, Instant now)
      throws MarksException {
    var marks = read(directory.resolve("marks"), surroundings, now);
    try {
      marks.rewrite(now);
    } catch (MarksException _) {
      // It is a trouble until it can be written.
    }
    return marks;
  }

  private static MarksFile read(Path path, Surroundings surroundings, Instant now)
      throws MarksException {
    var water = new HighWater(surroundings.highWater(), surroundings.boot());
    try {
      var left = Inheritance.read(path, water, surroundings.first(), now);
      return new MarksFile(path, water, left, doubt(path, left, surroundings, now));
    } catch (IOException refused) {
      throw new MarksException(
          "the replay marks in %s can't be read: %s; %s"
              .formatted(
                  path,
                  Reason.of(refused),
                  refused instanceof AccessDeniedException
                      ? "give the file to the user that knockgate runs as"
                      : "see what the kernel says of its disk (dmesg)"));
    }
  }

  private static Doubt doubt(Path path, Inheritance left, Surroundings surroundings, Instant now) {
    var lost = left.contents().lost();
    var damaged = left.contents().damaged();
    boolean isLater = left.lack() != Lack.NOTHING || lost.equals(Doubt.UNKNOWN);
    if (isLater) {
      lost = surroundings.synchronised().getAsBoolean() ? now : Doubt.UNKNOWN;
    }
    if (left.lack() == Lack.ANY) {
      damaged = now;
    }
    return new Doubt(path, lost, damaged, surroundings.synchronised());
  }

  @Override
  public boolean use(Mark mark, Instant now) throws MarksException {
    if (!known.isNew(mark, now)) {
      return false;
    }
    if (doubt.settle(now)) {
      suspect = true; // to be written down
    }
    // A packet that is refused in doubt is not good when the doubt has gone: its sender makes a new
    // one. A sequence is knocked again.
    boolean isPacket = mark instanceof Mark.Stamped;
    if (!isPacket) {
      doubt.check(mark, now);
    }
    known.makeRoom(mark, now);
    if (isPacket) {
      known.enter(mark); // it is used up by a refusal, whatever the disk says
    }
    if (suspect || size > grown) {
      rewrite(now);
    }
    append(mark);
    if (isPacket) {
      doubt.check(mark, now);
    } else {
      known.enter(mark);
    }
    return true;
  }

  /// Writes the file where it could not be written; knocks are accepted again before one comes, and
  /// `status` says so.
  @Override
  public void lookAfter(Instant now) {
    if (trouble.isEmpty()) {
      return;
    }
    try {
      rewrite(now);
      LOG.info("replay marks can be written to {} again", path);
    } catch (MarksException _) {
      // It stays a trouble.
    }
  }

  private void append(Mark mark) throws MarksException {
    var channel = Objects.requireNonNull(file);
    try {
      append(channel, new Line.Used(mark));
      uses++;
      water.write(uses);
      if (mark instanceof Mark.Once once && once.until().equals(Instant.MAX)) {
        channel.force(false);
      } else {
        syncer.ask();
      }
    } catch (IOException refused) {
      throw failed(refused);
    }
  }

  private void append(FileChannel channel, Line line) throws IOException {
    var bytes = ByteBuffer.wrap(line.bytes());
    size += channel.write(bytes);
    if (bytes.hasRemaining()) {
      throw new IOException("only a part of the line was written");
    }
  }

  /// Writes all marks into a file beside this one, which takes its place when it is on the disk.
  private void rewrite(Instant now) throws MarksException {
    known.forget(now.minus(LONGER));
    try {
      var channel = Replacement.write(path, this::contents);
      closeFile();
      file = channel;
      size = channel.size();
      grown = Math.max(ROOM, 2 * size);
      water.write(uses);
      suspect = false;
      trouble = "";
    } catch (IOException refused) {
      throw failed(refused);
    }
  }

  private byte[] contents(@Nullable Instant birth) {
    var lines = new ByteArrayOutputStream();
    var all = known.all();
    lines.writeBytes(new Line.Header(Line.Header.CURRENT, birth, uses - all.size()).bytes());
    if (!doubt.lost().equals(Doubt.NOTHING)) {
      lines.writeBytes(new Line.Lost(doubt.lost()).bytes());
    }
    if (doubt.damaged() != null) {
      lines.writeBytes(new Line.Damaged(doubt.damaged()).bytes());
    }
    known.floors().forEach((series, at) -> lines.writeBytes(new Line.Floor(series, at).bytes()));
    all.forEach(mark -> lines.writeBytes(new Line.Used(mark).bytes()));
    return lines.toByteArray();
  }

  private void closeFile() throws IOException {
    var before = file;
    if (before != null) {
      before.close();
    }
  }

  private MarksException failed(IOException refused) {
    suspect = true;
    boolean isNew = trouble.isEmpty();
    trouble =
        "replay marks can't be written to %s: %s; knocks that count only once are refused until that is mended"
            .formatted(path, Reason.of(refused));
    if (isNew) {
      LOG.warn("{}", trouble);
    }
    return new MarksException(trouble);
  }

  private void sync() {
    try {
      Objects.requireNonNull(file).force(false);
    } catch (ClosedChannelException _) {
      // another file has taken its place, synced
    } catch (IOException refused) {
      var _ = failed(refused);
    }
  }

  /// What may be missing since it was opened, and why; the empty text where nothing is.
  public String damage() {
    return damage;
  }

  /// Why marks can't be written, or not be relied on yet; the empty text where they can.
  public String trouble() {
    return trouble.isEmpty() && doubt.isWaiting() ? doubt.waiting() : trouble;
  }

  /// Syncs, says that it stopped in order, and lets the file go.
  @Override
  public void close() throws MarksException {
    boolean synced = syncer.finish();
    if (!synced) {
      LOG.warn("replay marks were not synced within 10 s");
    }
    try {
      var channel = file;
      if (channel != null && synced && !suspect) {
        channel.force(false);
        append(channel, new Line.Stopped());
        channel.force(false);
      }
      closeFile();
      water.close();
    } catch (IOException refused) {
      throw failed(refused);
    }
  }
}
