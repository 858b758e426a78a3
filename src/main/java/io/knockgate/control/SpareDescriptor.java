package io.knockgate.control;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file descriptor that is held so that one is there when the process may have no more: it is
/// given up for whoever asks what the matter is. For any thread.
public final class SpareDescriptor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpareDescriptor.class);
  private static final Path NOTHING = Path.of("/dev/null");

  private @Nullable FileChannel held;
  private String trouble = "";

  /// Holds one from now on, if it can be had.
  public SpareDescriptor() {
    hold();
  }

  /// Holds one, if it can be had, and sees whether there is another one.
  synchronized void hold() {
    try {
      if (held == null) {
        held = open();
      }
      open().close();
      if (!trouble.isEmpty()) {
        LOG.info("files and sockets can be opened again");
      }
      trouble = "";
    } catch (IOException none) {
      troubled(String.valueOf(none.getMessage()));
    }
  }

  private static FileChannel open() throws IOException {
    return FileChannel.open(NOTHING, StandardOpenOption.READ);
  }

  private void troubled(String words) {
    if (trouble.isEmpty()) {
      LOG.warn(
          "no file or socket can be opened ({}): knocks are heard and doors shut all the same, jobs"
              + " can't begin, commands are answered one at a time; see LimitNOFILE=, or fs.file-max",
          words);
    }
    trouble = "no file or socket can be opened: " + words;
  }

  /// Gives it up. False where it isn't held.
  synchronized boolean giveUp() throws IOException {
    if (held == null) {
      return false;
    }
    held.close();
    held = null;
    return true;
  }

  /// Why none could be had besides the one that is held when one was looked for last; the empty
  /// text where one could.
  public synchronized String trouble() {
    return trouble;
  }

  @Override
  public void close() throws IOException {
    giveUp();
  }
}
