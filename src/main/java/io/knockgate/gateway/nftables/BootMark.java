package io.knockgate.gateway.nftables;

import io.knockgate.gateway.GatewayException;
import io.knockgate.linux.Boot;
import io.knockgate.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A small file that says that our table has been loaded since the machine started. While it does,
/// flows that are found beside a missing table slipped in when somebody flushed it; when it does
/// not, they were there before us.
final class BootMark {
  private final Path file;

  BootMark(Path file) {
    this.file = file;
  }

  /// Whether the table was loaded since the machine started. An unreadable file says yes: then
  /// nothing is believed to have been there before us.
  boolean isSet() {
    try {
      return Files.exists(file) && Files.readString(file).equals(Boot.id());
    } catch (IOException | LinuxException unreadable) {
      return true;
    }
  }

  /// Makes sure that [#set] will work, while nothing has happened yet.
  void prepare() throws GatewayException {
    if (!isSet()) {
      write("");
    }
  }

  /// The table is loaded.
  void set() throws GatewayException {
    if (isSet()) {
      return;
    }
    try {
      write(Boot.id());
    } catch (LinuxException unreadable) {
      throw Refusal.of(unreadable);
    }
  }

  private void write(String text) throws GatewayException {
    try {
      var parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, text);
    } catch (IOException refused) {
      throw new GatewayException("can't write " + file + ": " + refused.getMessage(), refused);
    }
  }

  /// The table was taken out on purpose: the next load is a first one again.
  void clear() throws GatewayException {
    try {
      Files.deleteIfExists(file);
    } catch (IOException refused) {
      throw new GatewayException("can't remove " + file + ": " + refused.getMessage(), refused);
    }
  }
}
