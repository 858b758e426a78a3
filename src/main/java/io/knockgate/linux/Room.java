package io.knockgate.linux;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayDeque;

/// Whether there are descriptors enough to start a process. The JDK (25.0.3) must not find out:
/// where one of its pipes can't be had it closes a descriptor whose number it has never set, twice,
/// which is 0 or that of somebody's file, socket or database.
final class Room {
  /// Ten for the JDK's own pipes, and five for ours and for files that are redirected to.
  private static final int NEEDED = 15;

  private static final Path NOTHING = Path.of("/dev/null");

  private Room() {}

  /// Looks for it. Whoever takes it before the process is started is not kept from that.
  ///
  /// @throws IOException where there is none
  static void require() throws IOException {
    var taken = new ArrayDeque<Closeable>();
    try {
      while (taken.size() < NEEDED) {
        taken.push(FileChannel.open(NOTHING));
      }
    } catch (FileSystemException none) {
      throw new IOException("no pipe can be had: " + none.getReason(), none);
    } finally {
      while (!taken.isEmpty()) {
        taken.pop().close();
      }
    }
  }
}
