package io.knockgate.linux;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayDeque;

/// Whether there are descriptors enough to start a process. The JDK (25.0.3) must not find out:
/// where one of its pipes can't be had it closes a descriptor whose number it has never set, twice,
/// which is 0 or that of somebody's file, socket or database. So processes are started one after
/// the other, each after a look for room.
final class Room {
  /// Ten for the JDK's own pipes, five for ours and for files that are redirected to, and some for
  /// what others open at the same time.
  private static final int NEEDED = 24;

  private static final Path NOTHING = Path.of("/dev/null");

  private Room() {}

  /// What starts a process.
  interface Start {
    Process now() throws IOException;
  }

  /// Starts a process where there is room. What else is opened meanwhile is not kept from that: the
  /// room that is looked for is larger than what is needed.
  ///
  /// @throws IOException where there is none, or where it can't be started
  static synchronized Process start(Start process) throws IOException {
    require();
    return process.now();
  }

  private static void require() throws IOException {
    var taken = new ArrayDeque<Closeable>();
    try {
      while (taken.size() < NEEDED) {
        taken.push(FileChannel.open(NOTHING));
      }
    } catch (FileSystemException none) {
      throw new IOException("no pipe can be had: " + none.getReason()); // a cause would be told
    } finally {
      while (!taken.isEmpty()) {
        taken.pop().close();
      }
    }
  }
}
