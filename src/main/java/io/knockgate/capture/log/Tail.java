package io.knockgate.capture.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Follows a file by its name, as `tail -F` does: what is added, across rotation (another file
/// takes the name) and truncation (the file is shorter than before). One thread reads, any may
/// close.
///
/// That a file was truncated is not noticed if between two looks it has grown again to what it was;
/// its new lines are lost then.
final class Tail implements AutoCloseable {
  private final Path file;
  private final Lines lines = new Lines();
  private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
  private @Nullable FileChannel channel;
  private boolean closed;

  /// The device and inode of the file that is open.
  private @Nullable Object key;

  Tail(Path file) {
    this.file = file;
  }

  /// Begins behind all that is in the file now; where there is none, before the first line of the
  /// one that comes.
  synchronized void begin() throws IOException {
    FileChannel opened;
    try {
      opened = open();
    } catch (NoSuchFileException absent) {
      return;
    }
    long size = opened.size();
    if (size > 0) { // the last byte tells whether its line is finished
      opened.position(size - 1);
      lines.skip();
    }
  }

  /// Hands over the lines that were added since the last time.
  ///
  /// @return whether there is a file to read
  /// @throws IOException where it can't be read; the next call tries again
  synchronized boolean advance(Consumer<String> ear) throws IOException {
    if (closed) {
      return false;
    }
    var old = channel;
    if (old != null) {
      drain(old, ear);
    }
    try {
      if (isAnother(look())) {
        var next = open();
        if (old != null) {
          drain(old, ear); // what came before the writer turned to the next
          old.close();
        }
        lines.clear();
        drain(next, ear);
      }
    } catch (NoSuchFileException absent) {
      return channel != null; // the old one is read until another takes its name
    }
    return true;
  }

  /// Whether the name belongs to another file, which its writer has begun to use: until then he may
  /// go on with the old one.
  private boolean isAnother(BasicFileAttributes there) {
    return channel == null || (!Objects.equals(there.fileKey(), key) && there.size() > 0);
  }

  private BasicFileAttributes look() throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class);
  }

  /// Opens what has the name now. What was opened is known only if the name did not change hands
  /// meanwhile.
  private FileChannel open() throws IOException {
    while (true) {
      var before = look();
      if (!before.isRegularFile()) {
        throw new IOException("it is no regular file");
      }
      var opened = FileChannel.open(file);
      if (Objects.equals(look().fileKey(), before.fileKey())) {
        channel = opened;
        key = before.fileKey();
        return opened;
      }
      opened.close();
    }
  }

  private void drain(FileChannel from, Consumer<String> ear) throws IOException {
    if (from.size() < from.position()) {
      from.position(0);
      lines.clear();
    }
    while (from.read(buffer.clear()) > 0) {
      lines.take(buffer.flip(), ear);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (channel != null) {
      channel.close();
    }
  }
}
