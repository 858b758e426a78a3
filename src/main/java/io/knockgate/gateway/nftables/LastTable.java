package io.knockgate.gateway.nftables;

import io.knockgate.gateway.GatewayException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// The table that was loaded last, as text in a file: for a boot whose configuration can't be used.
/// Ports that were guarded before stay guarded then.
public final class LastTable {
  private static final String NAME = "table.nft";

  private final Path file;

  /// @param state the directory for what must outlive the daemon
  public LastTable(Path state) {
    this.file = state.resolve(NAME);
  }

  /// Keeps the script of a table that has been loaded.
  ///
  /// @throws GatewayException where it can't be written
  public void keep(String script) throws GatewayException {
    var whole = file.resolveSibling(NAME + ".new");
    try {
      Files.writeString(whole, script);
      try (var channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
        channel.force(true); // a power cut leaves this one or the one before
      }
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException refused) {
      throw new GatewayException("can't write " + file + ": " + refused.getMessage(), refused);
    }
  }

  /// Loads it, with every door shut.
  ///
  /// @return whether there was one
  /// @throws GatewayException where nft refuses it
  public boolean load() throws GatewayException {
    if (!Files.exists(file)) {
      return false;
    }
    try {
      new Nft(_ -> {}).load(Files.readString(file));
      return true;
    } catch (IOException unreadable) {
      throw new GatewayException("can't read " + file + ": " + unreadable.getMessage(), unreadable);
    }
  }
}
