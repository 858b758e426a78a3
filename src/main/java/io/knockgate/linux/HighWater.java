package io.knockgate.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// How far a file of the state directory had come, such as how many marks were ever used, in a
/// file outside of that directory: an old copy has not come as far, and whoever puts one back
/// leaves this file as it is. It holds for one boot of the machine. For one thread.
///
/// It is one line of one length, written in one go after what it counts: the death of this process
/// at any instant leaves a number that is not above the true one, as long as who counts from zero
/// again writes that first. A CRC-32C in eight hex digits, the word `uses`, the boot, the number:
///
/// ```
/// 9a4685ad uses 6e0f2f0e-6b0c-4d1e-8a9a-6c6b3f0a9f11 0000000000000000041
/// ```
public final class HighWater implements AutoCloseable {
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{8}) (uses (\\S+) (\\d{19}))");

  private final Path file;
  private final String boot;
  private @Nullable FileChannel channel;

  /// @param file where; best where a restart of the machine takes it away
  /// @param boot the id of this boot of the machine
  public HighWater(Path file, String boot) {
    this.file = file;
    this.boot = boot;
  }

  /// What was written last in this boot; empty where nothing was, or where it can't be read.
  public OptionalLong read() {
    try {
      var line = LINE.matcher(Files.readString(file, US_ASCII).strip());
      return line.matches()
              && line.group(1).equals(checksum(line.group(2)))
              && line.group(3).equals(boot)
          ? OptionalLong.of(Long.parseLong(line.group(4)))
          : OptionalLong.empty();
    } catch (IOException | NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  /// Writes how far it has come now.
  public void write(long number) throws IOException {
    if (channel == null) {
      channel = open();
    }
    var words = "uses %s %019d".formatted(boot, number);
    var line = ByteBuffer.wrap("%s %s\n".formatted(checksum(words), words).getBytes(US_ASCII));
    channel.write(line, 0);
    if (line.hasRemaining()) {
      throw new IOException("only a part of the line was written to " + file);
    }
  }

  private static String checksum(String words) {
    var crc = new CRC32C();
    crc.update(words.getBytes(US_ASCII));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private FileChannel open() throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /// Lets the file go; what was written stays.
  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
