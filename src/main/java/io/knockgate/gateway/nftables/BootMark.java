package io.knockgate.gateway.nftables;

import io.knockgate.gateway.GatewayException;
import io.knockgate.linux.Boot;
import io.knockgate.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A small file that says that our table has been loaded since the machine started. While it does,
/// flows that are found beside a missing table slipped in when somebody flushed it; when it does
/// not, they were there before us.
///
/// Where it can't be written, on a full disk, this process knows it all the same. A later mark is
/// written over an earlier one, of the same length, and needs no room.
final class BootMark {
  private static final Logger LOG = LoggerFactory.getLogger(BootMark.class);

  private final Path file;
  private boolean isSet;

  BootMark(Path file) {
    this.file = file;
  }

  /// Whether the table was loaded since the machine started. An unreadable file says yes: then
  /// nothing is believed to have been there before us.
  boolean isSet() {
    try {
      return isSet || (Files.exists(file) && Files.readString(file).equals(Boot.id()));
    } catch (IOException | LinuxException unreadable) {
      return true;
    }
  }

  /// The table is loaded.
  void set() throws GatewayException {
    if (isSet()) {
      isSet = true;
      return;
    }
    isSet = true;
    try {
      write(Boot.id());
    } catch (LinuxException unreadable) {
      throw Refusal.of(unreadable);
    } catch (IOException refused) {
      LOG.warn(
          "can't write {}: {}; sessions that come in while somebody flushes the ruleset may be kept"
              + " after a restart",
          file,
          refused.getMessage());
    }
  }

  private void write(String text) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /// The table was taken out on purpose: the next load is a first one again.
  void clear() throws GatewayException {
    isSet = false;
    try {
      Files.deleteIfExists(file);
    } catch (IOException refused) {
      throw new GatewayException("can't remove " + file + ": " + refused.getMessage(), refused);
    }
  }
}
