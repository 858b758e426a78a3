package io.knockgate.replay.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How many marks were ever used, in a file outside of the state directory: an old copy of the
/// marks has fewer, and whoever puts one back leaves this file as it is. It holds for one boot of
/// the machine.
///
/// It is one line of one length, written in one go after the mark: the death of this process at any
/// instant leaves a number that is not above that of the marks.
final class HighWater implements AutoCloseable {
  private final Path file;
  private final String boot;
  private @Nullable FileChannel channel;

  HighWater(Path file, String boot) {
    this.file = file;
    this.boot = boot;
  }

  /// What was written last in this boot; empty where nothing was, or where it can't be read.
  OptionalLong read() {
    try {
      return Line.parse(Files.readString(file, ISO_8859_1).strip())
                  instanceof Line.Uses(var then, long uses)
              && then.equals(boot)
          ? OptionalLong.of(uses)
          : OptionalLong.empty();
    } catch (IOException _) {
      return OptionalLong.empty();
    }
  }

  void write(long uses) throws IOException {
    if (channel == null) {
      channel = open();
    }
    var line = ByteBuffer.wrap(new Line.Uses(boot, uses).bytes());
    channel.write(line, 0);
    if (line.hasRemaining()) {
      throw new IOException("only a part of the line was written to " + file);
    }
  }

  private FileChannel open() throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
