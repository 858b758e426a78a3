package io.knockgate.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

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

  /// Also for a process whose mounts are its own, as `ip netns exec` makes them.
  void makeWritable(long process) throws Exception {
    remount("rw");
    var inside = List.of("nsenter", "--mount", "--target", Long.toString(process));
    remount("rw", inside.toArray(String[]::new));
  }

  private void remount(String how, String... before) throws Exception {
    var command = new ArrayList<>(List.of(before));
    command.addAll(List.of("mount", "-o", "remount," + how, place.toString()));
    run(command.toArray(String[]::new));
  }

  private static void run(String... command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var text = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + text);
    }
  }

  @Override
  public void close() throws IOException {
    new ProcessBuilder("umount", "--lazy", place.toString()).start().onExit().join();
  }
}
