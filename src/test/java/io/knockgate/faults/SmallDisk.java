package io.knockgate.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// A file system in memory, of its own for a daemon's state, which can be full or read-only.
final class SmallDisk implements AutoCloseable {
  private static final int BLOCK = 512;

  private final Path place;
  private final Path ballast;

  private SmallDisk(Path place) {
    this.place = place;
    this.ballast = place.resolve("ballast");
  }

  /// Mounts one of that size, such as `2m`, on a directory that it makes.
  static SmallDisk mount(Path place, String size) throws Exception {
    Files.createDirectories(place);
    run("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + size, "tmpfs", place.toString());
    return new SmallDisk(place);
  }

  /// Leaves no room, until [#free].
  void fill() throws IOException {
    try (var file =
        FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        file.write(ByteBuffer.allocate(BLOCK));
      }
    } catch (IOException full) {
      if (Files.getFileStore(place).getUsableSpace() > 0) {
        throw full;
      }
    }
  }

  void free() throws IOException {
    Files.deleteIfExists(ballast);
  }

  /// Can't be while a file is open to be written.
  void makeReadOnly() throws Exception {
    remount("ro");
  }

  void makeWritable() throws Exception {
    remount("rw");
  }

  private void remount(String how) throws Exception {
    run("mount", "-o", "remount," + how, place.toString());
  }

  private static void run(String... command) throws Exception {
    var words = new ArrayList<>(List.of(command));
    var process = new ProcessBuilder(words).redirectErrorStream(true).start();
    var text = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", words) + ": " + text);
    }
  }

  @Override
  public void close() throws Exception {
    run("umount", "--lazy", place.toString());
  }
}
